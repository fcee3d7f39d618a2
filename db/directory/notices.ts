import type postgres from "postgres";

export type NoticeKind =
  | "takeover-refused"
  | "slug-refused"
  | "unknown-role"
  | "no-owner"
  | "creator-role"
  | "cleaned-record";

export type NewNotice = { kind: NoticeKind; tenantId?: string; clerkOrgId: string; message: string };

export type Notice = {
  id: string;
  at: Date;
  kind: NoticeKind;
  slug: string | null;
  clerkOrgId: string;
  message: string;
  seenAt: Date | null;
};

/** Stores a notice about something that an operator has to decide. An unseen notice is not stored twice. */
export async function leaveNotice(
  sql: postgres.ISql,
  { kind, tenantId, clerkOrgId, message }: NewNotice,
): Promise<void> {
  await sql`
    insert into public.operator_notices (id, kind, tenant_id, clerk_org_id, message)
    values (${Bun.randomUUIDv7()}, ${kind}, ${tenantId ?? null}, ${clerkOrgId}, ${message})
    on conflict do nothing`;
}

/** The newest first, with their tenant's current slug; seen ones only with `seen`. */
export async function listNotices(sql: postgres.Sql, { seen = false } = {}): Promise<Notice[]> {
  const rows = await sql<Notice[]>`
    select n.id, n.at, n.kind, t.slug, n.clerk_org_id as "clerkOrgId", n.message, n.seen_at as "seenAt"
    from public.operator_notices n left join public.tenants t on t.id = n.tenant_id
    where n.seen_at is null or ${seen} order by n.at desc, n.id desc`;
  return [...rows];
}

/** Marks these notices as seen. */
export async function markSeen(sql: postgres.Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update public.operator_notices set seen_at = now() where id in ${sql(ids)} and seen_at is null`;
}
