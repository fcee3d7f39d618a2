import type postgres from "postgres";
import type { ClerkApi } from "#app/clerk/api.server.ts";
import { assertOwnClerk } from "#app/identity-sync/sync-context.ts";
import { deleteTenant, graceDays, listDue, purgeTenant, restoreTenant } from "#db/directory/lifecycle.ts";
import { getEntry } from "#db/directory/tenant-report.ts";
import { isDomainError } from "#db/errors.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { openClerk } from "../operator/clerk.ts";
import { type Answer, type Command, UsageError } from "../operator/command.ts";
import { plural } from "../operator/text.ts";

export const deleteOne: Command = {
  usage: "bun scripts/tenants.ts delete <slug> [--yes] [--json]",
  about: `Closes a tenant and starts its grace period of ${graceDays} days. Its rows, and its organization in Clerk, stay until it
is purged.`,
  example: "bun scripts/tenants.ts delete acme",
  options: { yes: { type: "boolean" } },
  async run({ sql, word, confirm }) {
    const { slug, name, members } = await getEntry(sql, word("slug"));
    await confirm(
      slug,
      `${name} will be closed to its ${plural(members, "member")} and can be purged in ${graceDays} days.`,
    );
    await deleteTenant(sql, slug);
    const entry = await getEntry(sql, slug);
    return {
      json: entry,
      text: `${slug} is deleting and can be restored until ${entry.purgeableAt?.toISOString()}.`,
    };
  },
};

export const restore: Command = {
  usage: "bun scripts/tenants.ts restore <slug> [--json]",
  about: `Restores a deleted tenant within its grace period. One that was suspended is suspended again. If its organization
was deleted in Clerk, create one there and \`link\` it first.`,
  example: "bun scripts/tenants.ts restore acme",
  async run({ sql, word }) {
    const tenant = await restoreTenant(sql, word("slug"));
    return { json: tenant, text: `${tenant.slug} is ${tenant.status}.` };
  },
};

export const purge: Command = {
  usage: "bun scripts/tenants.ts purge [slug] [--due] [--yes] [--json]",
  about: `Removes a tenant permanently after its grace period: schema, entry, memberships and, if CLERK_SECRET_KEY is set, its
organization in Clerk. --due purges every tenant whose grace period is over; if one fails, it is named and the others continue.`,
  example: "bun scripts/tenants.ts purge --due --yes",
  options: { due: { type: "boolean" }, yes: { type: "boolean" } },
  async run({ sql, source, word, flag, confirm }) {
    const slug = word("slug");
    if ((slug !== "") === flag("due")) throw new UsageError("Give either a slug or --due.");
    const clerk = source.CLERK_SECRET_KEY ? openClerk(sql, source) : undefined;
    if (flag("due")) return await purgeDue(sql, clerk, confirm);
    const { name, schema } = await getEntry(sql, slug);
    await confirm(slug, `${name} and all rows of ${schema} will be removed permanently.`);
    const tenant = await purgeTenant(sql, slug);
    const organization = await endOrganization(sql, clerk, tenant);
    return { json: { ...tenant, organization }, text: `${slug} is purged. ${fates[organization]}` };
  },
};

type OrganizationFate = "none" | "deleted" | "kept" | "failed";

const fates: Record<OrganizationFate, string> = {
  none: "It had no organization in Clerk.",
  deleted: "Its organization in Clerk is deleted, too.",
  kept: "Its organization is still in Clerk, because CLERK_SECRET_KEY is not set. Delete it there.",
  failed:
    "Clerk did not delete its organization. Delete it there. Until then its tombstone keeps it from creating a tenant.",
};

/** The tenant is already purged, so an error of Clerk is only reported. Another Clerk instance would call it gone. */
async function endOrganization(
  sql: postgres.Sql,
  clerk: ClerkApi | undefined,
  { clerkOrgId }: Tenant,
): Promise<OrganizationFate> {
  if (!clerkOrgId.startsWith("org_")) return "none";
  if (!clerk) return "kept";
  try {
    await assertOwnClerk({ sql, clerk });
    await clerk.deleteOrganization(clerkOrgId);
    return "deleted";
  } catch {
    return "failed";
  }
}

async function purgeDue(
  sql: postgres.Sql,
  clerk: ClerkApi | undefined,
  confirm: (word: string, warning: string) => Promise<void>,
): Promise<Answer> {
  const due = await listDue(sql);
  if (due.length > 0) {
    const list = due.length > 20 ? `${due.slice(0, 20).join(", ")} …` : due.join(", ");
    await confirm(
      `purge ${due.length}`,
      `${plural(due.length, "tenant")} will be removed permanently: ${list}.`,
    );
  }
  const purged: string[] = [];
  const organizations: string[] = [];
  const failed: { slug: string; error: string }[] = [];
  for (const slug of due) {
    try {
      const fate = await endOrganization(sql, clerk, await purgeTenant(sql, slug));
      purged.push(slug);
      if (fate === "kept" || fate === "failed") organizations.push(slug);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      failed.push({ slug, error: error.message });
    }
  }
  const lines = [
    `${purged.length} purged, ${failed.length} failed`,
    ...(organizations.length > 0 ? [`organizations still in Clerk: ${organizations.join(", ")}`] : []),
    ...failed.map(({ slug, error }) => `  ${slug}: ${error}`),
  ];
  return { json: { purged, failed }, text: lines.join("\n"), code: failed.length > 0 ? 1 : 0 };
}
