import type postgres from "postgres";
import { tenantColumns } from "#db/directory/tenant-rows.ts";
import { isDomainError } from "#db/errors.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { inTenantAsOwner, type OwnerAccess } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { recordAsOwner } from "./audit-entries.ts";
import type { ConfirmedMember, KnownMember, Mirrored } from "./member.ts";
import {
  end,
  forgetUnmirrored,
  isNewer,
  listKnown,
  noticeLastOwner,
  roleChanged,
  upsertMembers,
} from "./member-rows.ts";
import { listTombstones } from "./tombstones.ts";

/**
 * Inserts or updates Clerk's members in the tenant's mirror. A name given in the workspace stays if Clerk has none. Reports
 * that are older than the mirror, and deleted members, change nothing. The routing row is written first, so that a person's
 * deletion finds every tenant that may have them.
 * @param actorId who asked for the change in the workspace, for the audit log; null for a change made in Clerk.
 */
export async function mirrorMembers(
  operator: OwnerAccess,
  tenant: Mirrored,
  members: readonly ConfirmedMember[],
  actorId: string | null = null,
): Promise<void> {
  // Clerk's pages may name a member twice if the list changes between them.
  const each = [...new Map(members.map((member) => [member.id, member])).values()];
  for (let start = 0; start < each.length; start += batchSize) {
    await mirrorBatch(operator, tenant, each.slice(start, start + batchSize), actorId);
  }
}

/** Ends a membership that is missing from Clerk's answer to a request sent at `at`, by the database's clock. The row stays. */
export async function deactivateMember(
  operator: OwnerAccess,
  tenant: Mirrored,
  userId: string,
  at: Date,
  actorId: string | null = null,
): Promise<void> {
  await inMirror(operator, tenant, async (tx) => {
    const [known] = await listKnown(tx, tenant, [userId]);
    if (!known?.isActive || known.confirmedAt > at) return;
    await end(tx, tenant, known, { confirmedAt: at, actorId });
  });
}

/**
 * Ends a membership that was deleted in Clerk, or the membership of a deleted person. Store the tombstones first. A person
 * who returned with another membership keeps that one.
 */
export async function endMembership(
  operator: OwnerAccess,
  tenant: Mirrored,
  userId: string,
  membershipId?: string,
  actorId: string | null = null,
): Promise<void> {
  await inMirror(operator, tenant, async (tx) => {
    const [known] = await listKnown(tx, tenant, [userId]);
    if (!known) return;
    if (membershipId && known.membershipId && known.membershipId !== membershipId) return;
    await end(tx, tenant, known, { confirmedAt: known.confirmedAt, actorId });
  });
}

/** A membership's role as an event reports it. */
export type ReportedRole = { userId: string; membershipId: string; role: MemberRole; changedAt: Date };

/** Reduces a role to the one that an event reports, unless the mirror has a later change. Never increases it. */
export async function reduceRole(
  operator: OwnerAccess,
  tenant: Mirrored,
  { userId, membershipId, role, changedAt }: ReportedRole,
): Promise<void> {
  await inMirror(operator, tenant, async (tx) => {
    const [known] = await listKnown(tx, tenant, [userId]);
    if (!known?.isActive || ranks[role] >= ranks[known.role]) return;
    if (known.membershipId && known.membershipId !== membershipId) return;
    if (known.changedAt && known.changedAt > changedAt) return;
    await tx`update users set role = ${role}, updated_at = now() where id = ${userId}`;
    await tx`update public.memberships set membership_id = ${membershipId}, changed_at = ${changedAt}
      where tenant_id = ${tenant.id} and user_id = ${userId}`;
    await recordAsOwner(tx, null, [roleChanged(known, role)]);
    await noticeLastOwner(tx, tenant, [known]);
  });
}

/** The tenants whose mirror has, or is about to have, this person. */
export async function listTenantsOfUser(sql: postgres.Sql, userId: string): Promise<Tenant[]> {
  const rows = await sql<Tenant[]>`
    select ${tenantColumns(sql)}
    from public.memberships m join public.tenants on tenants.id = m.tenant_id where m.user_id = ${userId}`;
  return [...rows];
}

/** The active owners in the mirror. */
export async function listOwners(operator: OwnerAccess, tenant: Mirrored): Promise<string[]> {
  return await inTenantAsOwner(operator, tenant, "mirror", async (tx) => {
    const rows = await tx<
      { id: string }[]
    >`select id from users where role = 'owner' and is_active order by id`;
    return rows.map(({ id }) => id);
  });
}

/** Everyone in the mirror, including former members. */
export async function listMirrored(operator: OwnerAccess, tenant: Mirrored): Promise<KnownMember[]> {
  return await inTenantAsOwner(operator, tenant, "mirror", (tx) => listKnown(tx, tenant));
}

const batchSize = 500;
const ranks: Record<MemberRole, number> = { viewer: 0, member: 1, admin: 2, owner: 3 };

/**
 * Runs `fn` while it holds the tenant's row. Does nothing if the tenant was purged or moved to another organization.
 */
async function inMirror(
  operator: OwnerAccess,
  tenant: Mirrored,
  fn: (tx: postgres.TransactionSql) => Promise<void>,
): Promise<void> {
  await inTenantAsOwner(operator, tenant, "mirror", async (tx) => {
    const locked = await tx`
      select from public.tenants where id = ${tenant.id} and clerk_org_id = ${tenant.clerkOrgId} for no key update`;
    if (locked.length > 0) await fn(tx);
  }).catch((error) => {
    if (!isDomainError(error) || error.code !== "tenant-changed") throw error;
  });
}

async function mirrorBatch(
  operator: OwnerAccess,
  tenant: Mirrored,
  members: readonly ConfirmedMember[],
  actorId: string | null,
) {
  const ids = members.map(({ id }) => id);
  await operator.sql`
    insert into public.memberships (tenant_id, user_id)
    select t.id, user_id from public.tenants t cross join jsonb_array_elements_text(${operator.sql.json(ids)}) as user_id
    where t.id = ${tenant.id} on conflict do nothing`;
  await inMirror(operator, tenant, async (tx) => {
    const buried = await listTombstones(tx, [...ids, ...members.map(({ membershipId }) => membershipId)]);
    const known = new Map((await listKnown(tx, tenant, ids)).map((row) => [row.id, row]));
    const isDead = ({ id, membershipId }: ConfirmedMember) => buried.has(id) || buried.has(membershipId);
    const living = members.filter((member) => !isDead(member) && isNewer(member, known.get(member.id)));
    if (living.length > 0) await upsertMembers(tx, tenant, living, { known, actorId });
    const dead = members.filter(isDead).map(({ id }) => id);
    if (dead.length > 0) await forgetUnmirrored(tx, tenant, dead);
    await noticeLastOwner(tx, tenant, [...known.values()]);
  });
}
