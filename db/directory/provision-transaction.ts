import type postgres from "postgres";
import { type Migration, readMigrations } from "#db/migrate/migration-files.ts";
import { listSealsInForce, secretsInForce } from "#db/migrate/seal/seal-check.ts";
import { tablesText } from "#db/migrate/tenant-schema.ts";
import type { ConfirmedMember } from "#db/mirror/member.ts";
import { joined } from "#db/mirror/member-rows.ts";
import {
  guardedTables,
  guardNewTables,
  listKeyHashes,
  listSealCheckValues,
  sealTenantKey,
} from "#db/tenant/guard.ts";
import type { OwnerAccess } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { reservedDays } from "./released-slugs.ts";

/** What the directory stores of a tenant's organization, and the members it starts with. */
export type TenantDetails = {
  clerkSlug: string | null;
  changedAt: Date | null;
  members: readonly ConfirmedMember[];
};

/** What is in the way of a tenant; the names are the constraints of app.begin_provisioning and app.finish_provisioning. */
export type Conflict =
  | "organization"
  | "slug"
  | "reserved-slug"
  | "schema"
  | "seal"
  | "organization-gone"
  | "member-gone";

/**
 * Creates a tenant in one transaction: directory, schema, guard and first members. The three statements are sent together,
 * and nobody sees anything before COMMIT. A tenant that is `provisioning` is adopted.
 * @returns what is in the way, in which case nothing has changed; undefined on success.
 * @throws DomainError "rotation", "seal-changed".
 */
export async function createInTransaction(
  { sql, sealSecret }: OwnerAccess,
  tenant: Tenant,
  { clerkSlug, changedAt, members }: TenantDetails,
): Promise<Conflict | undefined> {
  const accepted = secretsInForce(await listSealsInForce(sql), sealSecret);
  const { id, clerkOrgId, name, slug, schema } = tenant;
  const creating = sql.begin((tx) =>
    Promise.all([
      tx`select app.begin_provisioning(${id}, ${clerkOrgId}, ${name}, ${slug}, ${clerkSlug}, ${changedAt}, ${schema},
        ${migrations().length}, ${listSealCheckValues(accepted).sort().join(" ")}, ${listKeyHashes(accepted, id).join(" ")},
        ${reservedDays}, ${sealTenantKey(accepted, id)},
        ${`${schema} provision`.slice(0, 63)})`,
      tx.unsafe(`${tablesText(tenant, migrations())}\n${guardNewTables(tenant, guardedTables)}`),
      finish(tx, tenant, members),
    ]),
  );
  return await creating.then(() => undefined, toConflict);
}

/** Read once: a process creates tenants by its own release, even if newer files are deployed meanwhile. */
let cachedMigrations: Migration[] | undefined;
function migrations(): Migration[] {
  cachedMigrations ??= readMigrations("tenant");
  return cachedMigrations;
}

function finish(tx: postgres.TransactionSql, { id, schema }: Tenant, members: readonly ConfirmedMember[]) {
  const files = migrations().map(({ version, name, checksum }) => ({ version, name, checksum }));
  return tx`
    select app.finish_provisioning(${id}, ${schema}, ${tx.json(files)}, ${tx.json(members.map(toRow))},
      ${tx.json(members.map(toEntry))})`;
}

function toRow(member: ConfirmedMember) {
  return wellFormed({
    ...{ id: member.id, membership_id: member.membershipId, email: member.email, role: member.role },
    ...{ first_name: member.firstName, last_name: member.lastName, avatar_url: member.avatarUrl },
    joined_at: member.joinedAt.toISOString(),
    changed_at: member.changedAt.toISOString(),
    confirmed_at: member.confirmedAt.toISOString(),
  });
}

function toEntry(member: ConfirmedMember) {
  const { action, target, after = null } = joined(member);
  return wellFormed({
    ...{ id: Bun.randomUUIDv7(), at: new Date().toISOString(), action, after: after as postgres.JSONValue },
    ...{ target_type: target.type, target_id: target.id, target_name: target.name },
  });
}

/** Half a surrogate pair is replaced by U+FFFD, as the driver does in text: jsonb refuses it. */
function wellFormed<Row extends Record<string, postgres.JSONValue>>(row: Row) {
  const fix = (value: postgres.JSONValue) => (typeof value === "string" ? value.toWellFormed() : value);
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, fix(value)]));
}

function toConflict(error: unknown): Conflict {
  const { code, constraint_name: conflict } = error as { code?: string; constraint_name?: Conflict };
  if (code !== "TN003" || !conflict) throw error;
  return conflict;
}
