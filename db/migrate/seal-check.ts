import type postgres from "postgres";
import { DomainError } from "../errors.ts";
import { listSealCheckValues } from "../guard.ts";

/**
 * The first migration stores the seal's check value; every later start compares with those in force.
 * @throws DomainError "seal-changed" for a secret that is not in force.
 */
export async function settleSeal(sql: postgres.Sql, sealSecret: string): Promise<void> {
  const [mine = ""] = listSealCheckValues(sealSecret);
  await sql`insert into public.seal (check_value) select ${mine} where not exists (select from public.seal)
    on conflict do nothing`;
  assertSeal(await listSealsInForce(sql), sealSecret);
}

/** The check values of the secrets in force: one, or two in the middle of a rotation. */
export async function listSealsInForce(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ check_value: string }[]>`select check_value from public.seal order by 1`;
  return rows.map((row) => row.check_value);
}

/** @throws DomainError "seal-changed" when the secret that opens tenants is none of those in force. */
export function assertSeal(inForce: readonly string[], sealSecret: string): void {
  if (inForce.includes(listSealCheckValues(sealSecret)[0] ?? "")) return;
  throw new DomainError(
    "seal-changed",
    "TENANT_SEAL_SECRET is not the one this database was sealed with, so no tenant would open. " +
      "Set the secret this database was migrated with, or rotate it: bun scripts/migrate.ts rekey --help.",
  );
}
