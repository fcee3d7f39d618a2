import type { OrganizationWithMembers } from "#app/clerk/records.ts";
import { markDeleting } from "#db/directory/lifecycle.ts";
import { type DirectoryEntry, findLinkedTenant, listLinkedTenants } from "#db/directory/linked-tenants.ts";
import { leaveNotice } from "#db/directory/notices.ts";
import { listMirrored } from "#db/mirror/mirror.ts";
import { forgetOldMemberships, listTombstones } from "#db/mirror/tombstones.ts";
import { type Difference, differ, listEntryDifferences, listMemberDifferences } from "./differences.ts";
import { assertOwnClerk, type SyncContext } from "./sync-context.ts";
import { syncOrganization } from "./sync-organization.ts";

export type ReconcileOptions = {
  /** The slug of one tenant; all tenants by default. */
  tenant?: string;
  /** Report only. */
  dryRun?: boolean;
};

export type ReconcileReport = {
  organizations: number;
  members: number;
  /** The differences found. Without `dryRun` they are repaired, apart from `failed`. */
  off: Difference[];
  failed: { slug: string | null; clerkOrgId: string; error: string }[];
};

/**
 * Compares directory and mirrors with Clerk's Backend API and repairs differences: creates missing tenants, updates names,
 * slugs, members and roles, and closes tenants whose organization is gone. It lists everything first, then asks again for
 * each organization that seems to differ. A failure is reported and does not stop the others. Use a paced ClerkApi.
 * @throws OtherClerk, before anything else; NotFound for an unknown slug; whatever Clerk and the database throw while everything is listed.
 */
export async function reconcile(
  context: SyncContext,
  { tenant: slug, dryRun = false }: ReconcileOptions = {},
): Promise<ReconcileReport> {
  await assertOwnClerk(context);
  // Tenants first: an organization that is created meanwhile is then only new, never wrongly counted as gone.
  const entries = await listLinkedTenants(context.sql, slug);
  const listed = slug === undefined ? await listWhole(context) : await listOf(context, entries);
  const report: ReconcileReport = {
    organizations: listed.size,
    members: [...listed.values()].reduce((sum, { members }) => sum + members.length, 0),
    off: [],
    failed: [],
  };
  const gone = entries.filter(({ clerkOrgId, status }) => !listed.has(clerkOrgId) && status !== "deleting");
  const isPlausible = slug !== undefined || gone.length <= Math.max(5, entries.length / 10);
  for (const entry of gone) {
    await attempt(report, entry, () => close(context, report, entry, { dryRun, isPlausible }));
  }
  const byOrganization = new Map(entries.map((entry) => [entry.clerkOrgId, entry]));
  for (const [id, answer] of listed) {
    const entry = byOrganization.get(id);
    await attempt(report, entry ?? { slug: null, clerkOrgId: id }, async () => {
      const seems = entry
        ? await compare(context, entry, answer)
        : [differ({ slug: null, clerkOrgId: id }, "no-tenant", "")];
      if (seems.length > 0) await repair(context, report, id, dryRun);
    });
  }
  if (!dryRun && slug === undefined) {
    await noticeCreatorRole(context, listed);
    await forgetOldMemberships(context.sql);
  }
  return report;
}

/** If Clerk has an owner role, a creator who was demoted to admin would still count as owner here. */
async function noticeCreatorRole({ sql, clerk }: SyncContext, listed: Listed): Promise<void> {
  if (!clerk.creatorIsOwner) return;
  const [first] = [...listed.values()]
    .filter(({ members }) => members.some(({ clerkRole }) => clerkRole === "org:owner"))
    .map(({ organization }) => organization.id)
    .sort();
  if (!first) return;
  const message =
    "Clerk has the role org:owner, but CLERK_CREATOR_ROLE is org:admin, so an organization's creator counts as its owner " +
    "while they are an admin. Set it to the creator's initial role in Clerk's dashboard.";
  await leaveNotice(sql, { kind: "creator-role", clerkOrgId: first, message });
}

type Listed = Map<string, OrganizationWithMembers>;

async function listWhole({ clerk }: SyncContext): Promise<Listed> {
  const organizations = await clerk.listOrganizations();
  const members = Map.groupBy(await clerk.listAllMembers(), ({ organizationId }) => organizationId);
  return new Map(
    organizations.map((organization) => [
      organization.id,
      { organization, members: members.get(organization.id) ?? [] },
    ]),
  );
}

async function listOf(context: SyncContext, entries: DirectoryEntry[]): Promise<Listed> {
  const answers = await Promise.all(
    entries.map(({ clerkOrgId }) => context.clerk.findWithMembers(clerkOrgId)),
  );
  return new Map(answers.flatMap((answer) => (answer ? [[answer.organization.id, answer]] : [])));
}

async function attempt(
  report: ReconcileReport,
  { slug, clerkOrgId }: Pick<Difference, "slug" | "clerkOrgId">,
  fn: () => Promise<void>,
): Promise<void> {
  try {
    await fn();
  } catch (error) {
    report.failed.push({ slug, clerkOrgId, error: error instanceof Error ? error.message : String(error) });
  }
}

async function compare(
  context: SyncContext,
  entry: DirectoryEntry,
  answer: OrganizationWithMembers,
): Promise<Difference[]> {
  return [
    ...listEntryDifferences(entry, answer.organization),
    ...listMemberDifferences(entry, await listMirrored(context, entry), answer.members),
  ];
}

/** If many organizations are gone at once, something is wrong: nobody deletes so many within minutes. */
async function close(
  { sql, clerk }: SyncContext,
  report: ReconcileReport,
  entry: DirectoryEntry,
  { dryRun, isPlausible }: { dryRun: boolean; isPlausible: boolean },
): Promise<void> {
  if (await clerk.findOrganization(entry.clerkOrgId)) return;
  report.off.push(differ(entry, "not-closed", "the organization is gone from Clerk"));
  if (dryRun) return;
  if (!isPlausible) {
    const advice =
      "Check that CLERK_SECRET_KEY belongs to this instance. If it does, repair them one by one with --tenant.";
    throw new Error(`Too many organizations are gone from Clerk to close their tenants. ${advice}`);
  }
  await markDeleting(sql, entry.clerkOrgId);
}

/** Events may have changed things since the lists were read, so compares once more with fresh data. */
async function repair(
  context: SyncContext,
  report: ReconcileReport,
  id: string,
  dryRun: boolean,
): Promise<void> {
  const answer = await context.clerk.findWithMembers(id);
  if (!answer) return;
  const entry = await findLinkedTenant(context.sql, id);
  if (!entry && (await listTombstones(context.sql, [id])).size > 0) return;
  const off = entry
    ? await compare(context, entry, answer)
    : [differ({ slug: null, clerkOrgId: id }, "no-tenant", answer.organization.name)];
  report.off.push(...off);
  if (off.length > 0 && !dryRun) await syncOrganization(context, id);
}
