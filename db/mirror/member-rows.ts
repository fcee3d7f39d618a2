import type postgres from "postgres";
import { leaveNotice } from "#db/directory/notices.ts";
import type { Change } from "#db/queries/audit-log.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { recordAsOwner } from "./audit-entries.ts";
import type { ConfirmedMember, KnownMember, Mirrored } from "./member.ts";

/** The rows of these people, or of everyone. A time that lies ahead is of before the database's clock was set back: it says nothing. */
export async function listKnown(
  tx: postgres.TransactionSql,
  { id }: Mirrored,
  userIds?: readonly string[],
): Promise<KnownMember[]> {
  const rows = await tx<KnownMember[]>`
    select u.id, u.email, u.first_name as "firstName", u.last_name as "lastName", u.avatar_url as "avatarUrl", u.role,
      u.is_active as "isActive", case when u.confirmed_at <= clock_timestamp() then u.confirmed_at else 'epoch' end as "confirmedAt",
      m.membership_id as "membershipId", m.changed_at as "changedAt"
    from users u left join public.memberships m on m.tenant_id = ${id} and m.user_id = u.id
    ${userIds ? tx`where u.id in ${tx(userIds)}` : tx``}`;
  return [...rows];
}

/** Whether Clerk's report is newer, by Clerk's clock; about the same state, the later request by the database's. */
export function isNewer(member: ConfirmedMember, known: KnownMember | undefined): boolean {
  if (!known) return true;
  const [theirs, ours] = [member.changedAt.getTime(), known.changedAt?.getTime()];
  return ours === undefined || theirs === ours ? member.confirmedAt >= known.confirmedAt : theirs > ours;
}

/** Writes members as active, with their routing rows and audit entries, in one round trip. */
export async function upsertMembers(
  tx: postgres.TransactionSql,
  tenant: Mirrored,
  members: readonly ConfirmedMember[],
  { known, actorId }: { known: ReadonlyMap<string, KnownMember>; actorId: string | null },
): Promise<void> {
  await Promise.all([
    upsertUsers(tx, members),
    upsertRoutes(tx, tenant, members),
    recordAsOwner(
      tx,
      actorId,
      members.flatMap((member) => changesOf(member, known.get(member.id))),
    ),
  ]);
}

function upsertUsers(tx: postgres.TransactionSql, members: readonly ConfirmedMember[]) {
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
  return tx`
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
}

function upsertRoutes(tx: postgres.TransactionSql, tenant: Mirrored, members: readonly ConfirmedMember[]) {
  const routes = members.map(({ id, membershipId, changedAt }) => ({
    ...{ tenant_id: tenant.id, user_id: id, membership_id: membershipId, changed_at: changedAt },
  }));
  return tx`
    insert into public.memberships ${tx(routes)}
    on conflict (tenant_id, user_id) do update set
      membership_id = excluded.membership_id, changed_at = excluded.changed_at`;
}

/** Ends a membership. The row stays, for what the person owns and did. */
export async function end(
  tx: postgres.TransactionSql,
  tenant: Mirrored,
  known: KnownMember,
  { confirmedAt, actorId }: { confirmedAt: Date; actorId: string | null },
) {
  await tx`update users set is_active = false, confirmed_at = ${confirmedAt}, updated_at = now() where id = ${known.id}`;
  await tx`delete from public.memberships where tenant_id = ${tenant.id} and user_id = ${known.id}`;
  if (!known.isActive) return;
  await recordAsOwner(tx, actorId, [{ action: "member.left", target: targetOf(known) }]);
  await noticeLastOwner(tx, tenant, [known]);
}

/** Deletes the routing rows of people who were not admitted. */
export async function forgetUnmirrored(tx: postgres.TransactionSql, { id }: Mirrored, userIds: string[]) {
  await tx`delete from public.memberships where tenant_id = ${id} and user_id in ${tx(userIds)} and membership_id is null`;
}

/** Clerk may leave a workspace without an owner. That is mirrored, and an operator gets a notice. */
export async function noticeLastOwner(tx: postgres.TransactionSql, tenant: Mirrored, before: KnownMember[]) {
  if (!before.some(({ role, isActive }) => role === "owner" && isActive)) return;
  const owners = await tx`select from users where role = 'owner' and is_active limit 1`;
  const others = await tx`select from users where is_active limit 1`;
  if (owners.length > 0 || others.length === 0) return;
  const message = "The workspace has members but no owner. Make one of them an owner in Clerk.";
  await leaveNotice(tx, { kind: "no-owner", tenantId: tenant.id, clerkOrgId: tenant.clerkOrgId, message });
}
function changesOf(member: ConfirmedMember, known: KnownMember | undefined): Change[] {
  if (!known?.isActive) return [joined(member)];
  return known.role === member.role ? [] : [roleChanged(known, member.role)];
}

export function joined(member: ConfirmedMember): Change {
  return { action: "member.joined", target: targetOf(member), after: { role: member.role } };
}

export function roleChanged(known: KnownMember, role: MemberRole): Change {
  const target = targetOf(known);
  return { action: "member.role-changed", target, before: { role: known.role }, after: { role } };
}

function targetOf({ id, firstName, lastName, email }: ConfirmedMember | KnownMember): Change["target"] {
  return { type: "member", id, name: `${firstName} ${lastName}`.trim() || email };
}
