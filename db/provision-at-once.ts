import type postgres from "postgres";
import type { Operator } from "./as-tenant.ts";
import { sealedBy, sealTenantKey } from "./guard.ts";
import { recordForFleet } from "./migrate/ledger.ts";
import { type Migration, readMigrations } from "./migrate/migration-files.ts";
import { listSealsInForce, secretsInForce } from "./migrate/seal-check.ts";
import { guardTables, makeTables } from "./migrate/tenant-schema.ts";
import type { ConfirmedMember } from "./mirror.ts";
import { upsertMembers } from "./mirror-rows.ts";
import { isLegalSlug } from "./slug.ts";
import { wishOf } from "./slug-wishes.ts";
import type { Tenant } from "./tenant.ts";

export type NewTenant = {
  clerkOrgId: string;
  name: string;
  /** The one it has at Clerk. */
  slug: string | null;
  id?: string;
  /** When it last changed, by Clerk's clock. */
  changedAt?: Date;
  /** Whom it begins with, as Clerk confirmed them. */
  members?: readonly ConfirmedMember[];
};

/**
 * Makes the tenant of an organization that has none, in one transaction and three round trips, at hardly more than its
 * tables cost: directory, schema, guard and first members come at once, and nobody sees anything before.
 * @returns undefined when something is in the way: a tenant that is there, a slug that is taken or rests, an organization
 *   or member that was deleted in Clerk. Nothing is changed then, and `provisionTenant` finds out what to do.
 * @throws DomainError "rotation" and "seal-changed" as `provisionTenant`.
 */
export async function provisionAtOnce(
  { sql, sealSecret }: Operator,
  { clerkOrgId, name, slug: clerkSlug, id = Bun.randomUUIDv7(), changedAt, members = [] }: NewTenant,
): Promise<Tenant | undefined> {
  const slug = wishOf({ clerkOrgId, name, slug: clerkSlug });
  if (!isLegalSlug(slug) || members.length > mostMembers) return undefined;
  const accepted = secretsInForce(await listSealsInForce(sql), sealSecret);
  const schema = `tenant_${slug.replaceAll("-", "_")}`;
  const tenant = {
    id,
    clerkOrgId,
    name: name.slice(0, 256) || slug,
    slug,
    schema,
    status: "active" as const,
  };
  const label = `${schema} provision`.slice(0, 63);
  const made = sql.begin(async (tx) => {
    const [, tables] = await Promise.all([
      tx`select app.begin_provisioning(${id}, ${clerkOrgId}, ${tenant.name}, ${slug}, ${clerkSlug}, ${changedAt ?? null},
        ${schema}, ${migrations().length}, ${sealedBy(accepted)}, ${sealTenantKey(accepted, id)}, ${label})`.execute(),
      makeTables(tx, tenant, migrations()),
    ]);
    await Promise.all([
      ...guardTables(tx, tenant, { sealSecret: accepted, tables, migrations: migrations() }),
      recordForFleet(tx, migrations()),
      members.length > 0 && upsertMembers(tx, tenant, members, { known: new Map(), actorId: null }),
      assertLiving(tx, [clerkOrgId, ...members.flatMap(({ id, membershipId }) => [id, membershipId])]),
    ]);
    return tenant;
  });
  return await made.catch(unlessInTheWay);
}

/** More than these come in by pages, when the tenant is there. */
const mostMembers = 100;

/** Read once: a process makes tenants as of its own release, whatever files lie there by now. */
let known: Migration[] | undefined;
function migrations(): Migration[] {
  known ??= readMigrations("tenant");
  return known;
}

function assertLiving(tx: postgres.TransactionSql, clerkIds: readonly string[]) {
  return tx`select app.end_provisioning(${tx.json([...clerkIds])})`;
}

/** A schema that was made at the same moment is told by an index of the catalog. */
function unlessInTheWay(error: unknown): undefined {
  const { code } = error as { code?: string };
  if (code !== "TN003" && code !== "23505" && code !== "42P06") throw error;
}
