import type postgres from "postgres";
import { tenantColumns } from "#db/directory/tenant-rows.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { inTenantAsOwner, type OwnerAccess } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { recordAsOwner } from "./audit-entries.ts";
import type { ConfirmedMember, KnownMember, Mirrored } from "./member.ts";
import {
  end,
  forgetUnmirrored,
  isNews,
  listKnown,
  noticeLastOwner,
  roleChanged,
  upsertMembers,
} from "./member-rows.ts";
import { listTombstones } from "./tombstones.ts";

/**
 * Writes Clerk's members into the tenant's mirror: new ones are added, known ones brought up to date. A name that the
 * person gave in the workspace stays where Clerk has none. What is older than the mirror, and whatever was deleted in
 * Clerk, changes nothing. The routing row is written first: a person's deletion finds every tenant that may have them.
 * @param actorId who asked for it in the workspace, for the audit log; nobody for what Clerk told.
 */
export async function mirrorMembers(
  operator: OwnerAccess,
  tenant: Mirrored,
  members: readonly ConfirmedMember[],
  actorId: string | null = null,
): Promise<void> {
  // Pages of a list that changes meanwhile may tell of somebody twice.
  const each = [...new Map(members.map((member) => [member.id, member])).values()];
  for (let start = 0; start < each.length; start += batchSize) {
    await mirrorBatch(operator, tenant, each.slice(start, start + batchSize), actorId);
  }
}

/** Ends a membership that Clerk's answer, asked for at `at`, did not have. The row stays, for what the person did. */
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
 * Ends the membership that Clerk told to be deleted, or every one of a person who is deleted. The ids have to lie in
 * public.tombstones already. A person who came back with another membership keeps that.
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

/** What an event says by itself of a membership. */
export type ReportedRole = { userId: string; membershipId: string; role: MemberRole; changedAt: Date };

/** Takes rights away that an event no longer has, unless the mirror knows of a later change. It never gives any. */
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

/** The active owners whom the mirror has. */
export async function listOwners(operator: OwnerAccess, tenant: Mirrored): Promise<string[]> {
  return await inTenantAsOwner(operator, tenant, "mirror", async (tx) => {
    const rows = await tx<
      { id: string }[]
    >`select id from users where role = 'owner' and is_active order by id`;
    return rows.map(({ id }) => id);
  });
}

/** Everybody whom the mirror has, those who left as well. */
export async function listMirrored(operator: OwnerAccess, tenant: Mirrored): Promise<KnownMember[]> {
  return await inTenantAsOwner(operator, tenant, "mirror", (tx) => listKnown(tx, tenant));
}

const batchSize = 500;
const ranks: Record<MemberRole, number> = { viewer: 0, member: 1, admin: 2, owner: 3 };

/**
 * Runs `fn` while nobody else decides about this tenant's members. One that was purged meanwhile, or became another
 * organization's, has none of these.
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
    const living = members.filter((member) => !isDead(member) && isNews(member, known.get(member.id)));
    if (living.length > 0) await upsertMembers(tx, tenant, living, { known, actorId });
    const dead = members.filter(isDead).map(({ id }) => id);
    if (dead.length > 0) await forgetUnmirrored(tx, tenant, dead);
    await noticeLastOwner(tx, tenant, [...known.values()]);
  });
}
