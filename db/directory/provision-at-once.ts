import type postgres from "postgres";
import { type Migration, readMigrations } from "#db/migrate/migration-files.ts";
import { listSealsInForce, secretsInForce } from "#db/migrate/seal/seal-check.ts";
import { tablesText } from "#db/migrate/tenant-schema.ts";
import type { ConfirmedMember } from "#db/mirror/member.ts";
import { joined } from "#db/mirror/member-rows.ts";
import { guardedTables, guardNewTables, sealedBy, sealTenantKey } from "#db/tenant/guard.ts";
import type { OwnerAccess } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { isLegalSlug } from "./slug.ts";
import { preferredSlug } from "./slug-candidates.ts";

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
  { sql, sealSecret }: OwnerAccess,
  { clerkOrgId, name, slug: clerkSlug, id = Bun.randomUUIDv7(), changedAt, members = [] }: NewTenant,
): Promise<Tenant | undefined> {
  const slug = preferredSlug({ clerkOrgId, name, slug: clerkSlug });
  if (!isLegalSlug(slug) || members.length > mostMembers) return undefined;
  const accepted = await recallSecrets(sql, sealSecret);
  const schema = `tenant_${slug.replaceAll("-", "_")}`;
  const tenant = {
    id,
    clerkOrgId,
    name: name.slice(0, 256) || slug,
    slug,
    schema,
    status: "active" as const,
  };
  // Sent at once, run in this order.
  const made = sql.begin((tx) =>
    Promise.all([
      tx`select app.begin_provisioning(${id}, ${clerkOrgId}, ${tenant.name}, ${slug}, ${clerkSlug}, ${changedAt ?? null},
        ${schema}, ${migrations().length}, ${sealedBy(accepted)}, ${sealTenantKey(accepted, id)},
        ${`${schema} provision`.slice(0, 63)})`,
      tx.unsafe(`${tablesText(tenant, migrations())}\n${guardNewTables(tenant, accepted, guardedTables)}`),
      finish(tx, tenant, members),
    ]),
  );
  return await made.then(
    () => tenant,
    (error) => {
      seals.delete(sql);
      return unlessInTheWay(error);
    },
  );
}

/** As they were when last looked at. Others by now are refused by the database, and looked at anew. */
const seals = new WeakMap<postgres.Sql, string[]>();

/** Those that are refused are not remembered: a rotation ends, and then they are others. */
async function recallSecrets(sql: postgres.Sql, sealSecret: string): Promise<string> {
  const inForce = seals.get(sql) ?? (await listSealsInForce(sql));
  const accepted = secretsInForce(inForce, sealSecret);
  seals.set(sql, inForce);
  return accepted;
}

/** More than these come in by pages, when the tenant is there. */
const mostMembers = 100;

/** Read once: a process makes tenants as of its own release, whatever files lie there by now. */
let known: Migration[] | undefined;
function migrations(): Migration[] {
  known ??= readMigrations("tenant");
  return known;
}

function finish(tx: postgres.TransactionSql, tenant: Tenant, members: readonly ConfirmedMember[]) {
  const files = migrations().map(({ version, name, checksum }) => ({ version, name, checksum }));
  const clerkIds = [tenant.clerkOrgId, ...members.flatMap(({ id, membershipId }) => [id, membershipId])];
  return tx`
    select app.finish_provisioning(${tenant.id}, ${tenant.schema}, ${tx.json(files)}, ${tx.json(members.map(toRow))},
      ${tx.json(members.map(toLine))}, ${tx.json(clerkIds)})`;
}

function toRow(member: ConfirmedMember) {
  return {
    ...{ id: member.id, membership_id: member.membershipId, email: member.email, role: member.role },
    ...{ first_name: member.firstName, last_name: member.lastName, avatar_url: member.avatarUrl },
    joined_at: member.joinedAt.toISOString(),
    changed_at: member.changedAt.toISOString(),
    confirmed_at: member.confirmedAt.toISOString(),
  };
}

function toLine(member: ConfirmedMember) {
  const { action, target, after = null } = joined(member);
  return {
    ...{ id: Bun.randomUUIDv7(), at: new Date().toISOString(), action, after: after as postgres.JSONValue },
    ...{ target_type: target.type, target_id: target.id, target_name: target.name },
  };
}

/**
 * What somebody else does at this moment is in the way, too: a schema of this name, or a table that this release lists and
 * its migrations do not make, or half a character in a name, which JSON does not hold and text does.
 */
function unlessInTheWay(error: unknown): undefined {
  const { code } = error as { code?: string };
  if (!["TN003", "23505", "42P06", "42P01", "22P02"].includes(code ?? "")) throw error;
}
