import { randomBytes } from "node:crypto";
import type postgres from "postgres";
import { listKeyHashes, sealTenantKey } from "#db/tenant/guard.ts";

/** A tenant that exists only inside a transaction that is rolled back. */
export type ScratchTenant = { id: string; schema: string; sealSecret: string };

/**
 * Adds a tenant with a secret of its own to the directory, so that the transaction can enter it. The caller rolls back.
 * @param tx a transaction of tenantry_owner.
 * @param purpose part of the schema's name.
 */
export async function addScratchTenant(
  tx: postgres.TransactionSql,
  purpose: "scratch" | "rehearsal",
): Promise<ScratchTenant> {
  const id = Bun.randomUUIDv7();
  const schema = `tenant_${purpose}_${id.slice(-12)}`;
  const sealSecret = randomBytes(16).toString("hex");
  const slug = schema.replaceAll("_", "-");
  await tx`insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, key_hashes, created_at, updated_at)
    values (${id}, ${slug}, ${slug}, ${slug}, ${schema}, 'provisioning',
      array[decode(${listKeyHashes(sealSecret, id)[0] ?? ""}, 'hex')], now(), now())`;
  return { id, schema, sealSecret };
}

/** The key that opens the scratch tenant. */
export function keyOf({ id, sealSecret }: ScratchTenant): string {
  return sealTenantKey(sealSecret, id);
}
