import type postgres from "postgres";
import { asTenant, type Operator } from "./as-tenant.ts";
import { recordAsOwner } from "./audit-line.ts";
import { leaveNotice } from "./notices.ts";
import type { Change } from "./queries/audit-log.ts";
import type { MemberRole } from "./queries/members.ts";
import type { Tenant } from "./tenant.ts";
import { listBuried } from "./tombstones.ts";

// A membership has an id at Clerk, which is never used again, and the time of its last change by Clerk's clock. By these
// two everything is ordered here: whatever is gone lies in public.tombstones and stays gone, and of two reports the one
// with the later change counts. Whoever writes holds the tenant's row, so that no two decide about one tenant at once.

/** A member as Clerk confirmed them at `confirmedAt`, by our clock. */
export type ConfirmedMember = {
  id: string;
  membershipId: string;
  email: string;
  firstName: string;
  lastName: string;
  avatarUrl: string | null;
  role: MemberRole;
  joinedAt: Date;
  /** When the membership last changed, by Clerk's clock. */
  changedAt: Date;
  confirmedAt: Date;
};

type Mirrored = Pick<Tenant, "id" | "schema" | "clerkOrgId">;

/**
 * Writes Clerk's members into the tenant's mirror: new ones are added, known ones brought up to date. A name that the
 * person gave in the workspace stays where Clerk has none. What is older than the mirror, and whatever was deleted in
 * Clerk, changes nothing. The routing row is written first: a person's deletion finds every tenant that may have them.
 */
export async function mirrorMembers(
  operator: Operator,
  tenant: Mirrored,
  members: readonly ConfirmedMember[],
): Promise<void> {
  // Pages of a list that changes meanwhile may tell of somebody twice.
  const each = [...new Map(members.map((member) => [member.id, member])).values()];
  for (let start = 0; start < each.length; start += batchSize) {
    await mirrorBatch(operator, tenant, each.slice(start, start + batchSize));
  }
}

/** Ends a membership that Clerk's answer, asked for at `at`, did not have. The row stays, for what the person did. */
export async function deactivateMember(
  operator: Operator,
  tenant: Mirrored,
  userId: string,
  at: Date,
): Promise<void> {
  await inMirror(operator, tenant, async (tx) => {
    const [known] = await listKnown(tx, tenant, [userId]);
    if (!known?.isActive || known.confirmedAt > at) return;
    await end(tx, tenant, known, at);
  });
}

/**
 * Ends the membership that Clerk told to be deleted, or every one of a person who is deleted. The ids have to lie in
 * public.tombstones already. A person who came back with another membership keeps that.
 */
export async function endMembership(
  operator: Operator,
  tenant: Mirrored,
  userId: string,
  membershipId?: string,
): Promise<void> {
  await inMirror(operator, tenant, async (tx) => {
    const [known] = await listKnown(tx, tenant, [userId]);
    if (!known) return;
    if (membershipId && known.membershipId && known.membershipId !== membershipId) return;
    await end(tx, tenant, known, known.confirmedAt);
  });
}

/** What an event says by itself of a membership. */
export type ReportedRole = { userId: string; membershipId: string; role: MemberRole; changedAt: Date };

/** Takes rights away that an event no longer has, unless the mirror knows of a later change. It never gives any. */
export async function reduceRole(
  operator: Operator,
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
    select t.id, t.clerk_org_id as "clerkOrgId", t.name, t.slug, t.schema_name as schema, t.status
    from public.memberships m join public.tenants t on t.id = m.tenant_id where m.user_id = ${userId}`;
  return [...rows];
}

/** What the mirror has of somebody, active or not. */
export type KnownMember = {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  avatarUrl: string | null;
  role: MemberRole;
  isActive: boolean;
  confirmedAt: Date;
  membershipId: string | null;
  changedAt: Date | null;
};

/** Everybody whom the mirror has, those who left as well. */
export async function listMirrored(operator: Operator, tenant: Mirrored): Promise<KnownMember[]> {
  return await asTenant(operator, tenant, "mirror", (tx) => listKnown(tx, tenant));
}

const batchSize = 500;
const ranks: Record<MemberRole, number> = { viewer: 0, member: 1, admin: 2, owner: 3 };

/** Runs `fn` while nobody else decides about this tenant's members. One that was purged meanwhile has none. */
async function inMirror(
  operator: Operator,
  tenant: Mirrored,
  fn: (tx: postgres.TransactionSql) => Promise<void>,
): Promise<void> {
  await asTenant(operator, tenant, "mirror", async (tx) => {
    const locked = await tx`select from public.tenants where id = ${tenant.id} for no key update`;
    if (locked.length > 0) await fn(tx);
  });
}

async function mirrorBatch(operator: Operator, tenant: Mirrored, members: readonly ConfirmedMember[]) {
  const ids = members.map(({ id }) => id);
  await operator.sql`
    insert into public.memberships (tenant_id, user_id)
    select t.id, user_id from public.tenants t cross join jsonb_array_elements_text(${operator.sql.json(ids)}) as user_id
    where t.id = ${tenant.id} on conflict do nothing`;
  await inMirror(operator, tenant, async (tx) => {
    const buried = await listBuried(tx, [...ids, ...members.map(({ membershipId }) => membershipId)]);
    const known = new Map((await listKnown(tx, tenant, ids)).map((row) => [row.id, row]));
    const isDead = ({ id, membershipId }: ConfirmedMember) => buried.has(id) || buried.has(membershipId);
    const living = members.filter((member) => !isDead(member) && isNews(member, known.get(member.id)));
    if (living.length > 0) await upsertMembers(tx, tenant, living);
    await recordAsOwner(
      tx,
      null,
      living.flatMap((member) => changesOf(member, known.get(member.id))),
    );
    const dead = members.filter(isDead).map(({ id }) => id);
    if (dead.length > 0) await forgetUnmirrored(tx, tenant, dead);
    await noticeLastOwner(tx, tenant, [...known.values()]);
  });
}

/** Clerk's clock decides; of two answers about the same state, ours: the one that was asked for later. */
function isNews(member: ConfirmedMember, known: KnownMember | undefined): boolean {
  if (!known) return true;
  const [theirs, ours] = [member.changedAt.getTime(), known.changedAt?.getTime()];
  return ours === undefined || theirs === ours ? member.confirmedAt >= known.confirmedAt : theirs > ours;
}

async function listKnown(
  tx: postgres.TransactionSql,
  { id }: Mirrored,
  userIds?: readonly string[],
): Promise<KnownMember[]> {
  const rows = await tx<KnownMember[]>`
    select u.id, u.email, u.first_name as "firstName", u.last_name as "lastName", u.avatar_url as "avatarUrl", u.role,
      u.is_active as "isActive", u.confirmed_at as "confirmedAt",
      m.membership_id as "membershipId", m.changed_at as "changedAt"
    from users u left join public.memberships m on m.tenant_id = ${id} and m.user_id = u.id
    ${userIds ? tx`where u.id in ${tx(userIds)}` : tx``}`;
  return [...rows];
}

async function upsertMembers(
  tx: postgres.TransactionSql,
  tenant: Mirrored,
  members: readonly ConfirmedMember[],
): Promise<void> {
  const rows = members.map(({ id, email, firstName, lastName, avatarUrl, role, joinedAt, confirmedAt }) => ({
    ...{
      id,
      email,
      first_name: firstName,
      last_name: lastName,
      avatar_url: avatarUrl,
      role,
      is_active: true,
    },
    ...{ confirmed_at: confirmedAt, joined_at: joinedAt, created_at: confirmedAt, updated_at: confirmedAt },
  }));
  await tx`
    insert into users ${tx(rows)}
    on conflict (id) do update set
      email = excluded.email,
      first_name = coalesce(nullif(excluded.first_name, ''), users.first_name),
      last_name = coalesce(nullif(excluded.last_name, ''), users.last_name),
      avatar_url = excluded.avatar_url,
      role = excluded.role,
      is_active = true,
      confirmed_at = excluded.confirmed_at,
      updated_at = excluded.updated_at`;
  const routes = members.map(({ id, membershipId, changedAt }) => ({
    ...{ tenant_id: tenant.id, user_id: id, membership_id: membershipId, changed_at: changedAt },
  }));
  await tx`
    insert into public.memberships ${tx(routes)}
    on conflict (tenant_id, user_id) do update set
      membership_id = excluded.membership_id, changed_at = excluded.changed_at`;
}

async function end(tx: postgres.TransactionSql, tenant: Mirrored, known: KnownMember, confirmedAt: Date) {
  await tx`update users set is_active = false, confirmed_at = ${confirmedAt}, updated_at = now() where id = ${known.id}`;
  await tx`delete from public.memberships where tenant_id = ${tenant.id} and user_id = ${known.id}`;
  if (!known.isActive) return;
  await recordAsOwner(tx, null, [{ action: "member.left", target: targetOf(known) }]);
  await noticeLastOwner(tx, tenant, [known]);
}

function changesOf(member: ConfirmedMember, known: KnownMember | undefined): Change[] {
  if (!known?.isActive)
    return [{ action: "member.joined", target: targetOf(member), after: { role: member.role } }];
  return known.role === member.role ? [] : [roleChanged(known, member.role)];
}

function roleChanged(known: KnownMember, role: MemberRole): Change {
  const target = targetOf(known);
  return { action: "member.role-changed", target, before: { role: known.role }, after: { role } };
}

function targetOf({ id, firstName, lastName, email }: ConfirmedMember | KnownMember): Change["target"] {
  return { type: "member", id, name: `${firstName} ${lastName}`.trim() || email };
}

/** Takes back the routing rows of people who were not let in after all. */
async function forgetUnmirrored(tx: postgres.TransactionSql, { id }: Mirrored, userIds: string[]) {
  await tx`delete from public.memberships where tenant_id = ${id} and user_id in ${tx(userIds)} and membership_id is null`;
}

/** Clerk is the source, so a workspace may end up without an owner: that is mirrored, and an operator told. */
async function noticeLastOwner(tx: postgres.TransactionSql, tenant: Mirrored, before: KnownMember[]) {
  if (!before.some(({ role, isActive }) => role === "owner" && isActive)) return;
  const owners = await tx`select from users where role = 'owner' and is_active limit 1`;
  const others = await tx`select from users where is_active limit 1`;
  if (owners.length > 0 || others.length === 0) return;
  const message = "The workspace has members and no owner. Make one of them an owner in Clerk.";
  await leaveNotice(tx, { kind: "no-owner", tenantId: tenant.id, clerkOrgId: tenant.clerkOrgId, message });
}
