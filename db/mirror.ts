import type postgres from "postgres";
import { asTenant, type Operator } from "./as-tenant.ts";
import type { MemberRole } from "./queries/members.ts";
import type { Tenant } from "./tenant.ts";

/** A member as Clerk confirmed them at `confirmedAt`. */
export type ConfirmedMember = {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  avatarUrl: string | null;
  role: MemberRole;
  joinedAt: Date;
  confirmedAt: Date;
};

/**
 * Writes Clerk's members into the tenant's mirror: new ones are added, known ones brought up to date. A name that the
 * person gave in the workspace stays where Clerk has none. An answer older than what the mirror has changes nothing.
 */
export async function mirrorMembers(
  operator: Operator,
  tenant: Pick<Tenant, "id" | "schema">,
  members: readonly ConfirmedMember[],
): Promise<void> {
  await asTenant(operator, tenant, "mirror", async (tx) => {
    for (const member of members) await upsertMember(tx, tenant.id, member);
  });
}

/** Ends a membership. The row stays, for what the person owns and did; nobody comes in by it. */
export async function deactivateMember(
  operator: Operator,
  tenant: Pick<Tenant, "id" | "schema">,
  userId: string,
  at: Date,
): Promise<void> {
  await asTenant(operator, tenant, "mirror", async (tx) => {
    await tx`update users set is_active = false, confirmed_at = ${at}, updated_at = ${at}
      where id = ${userId} and confirmed_at <= ${at}`;
    await tx`delete from public.memberships where tenant_id = ${tenant.id} and user_id = ${userId}`;
  });
}

/** The tenants whose mirror has this person. */
export async function listTenantsOfUser(sql: postgres.Sql, userId: string): Promise<Tenant[]> {
  const rows = await sql<Tenant[]>`
    select t.id, t.clerk_org_id as "clerkOrgId", t.name, t.slug, t.schema_name as schema, t.status
    from public.memberships m join public.tenants t on t.id = m.tenant_id where m.user_id = ${userId}`;
  return [...rows];
}

async function upsertMember(tx: postgres.TransactionSql, tenantId: string, member: ConfirmedMember) {
  const { id, email, firstName, lastName, avatarUrl, role, joinedAt, confirmedAt } = member;
  await tx`
    insert into users as mine (id, email, first_name, last_name, avatar_url, role, is_active,
      confirmed_at, joined_at, created_at, updated_at)
    values (${id}, ${email}, ${firstName}, ${lastName}, ${avatarUrl}, ${role}, true,
      ${confirmedAt}, ${joinedAt}, ${confirmedAt}, ${confirmedAt})
    on conflict (id) do update set
      email = excluded.email,
      first_name = coalesce(nullif(excluded.first_name, ''), mine.first_name),
      last_name = coalesce(nullif(excluded.last_name, ''), mine.last_name),
      avatar_url = excluded.avatar_url,
      role = excluded.role,
      is_active = true,
      confirmed_at = excluded.confirmed_at,
      updated_at = excluded.updated_at
    where mine.confirmed_at <= excluded.confirmed_at`;
  await tx`insert into public.memberships (tenant_id, user_id) values (${tenantId}, ${id}) on conflict do nothing`;
}
