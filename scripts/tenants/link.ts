import { linkOrganization } from "#db/directory/link-organization.ts";
import { getEntry } from "#db/directory/tenant-report.ts";
import { assertSameClerk } from "../operator/clerk.ts";
import { type Command, UsageError } from "../operator/command.ts";

export const link: Command = {
  usage: "bun scripts/tenants.ts link <slug> --clerk-org ID [--yes] [--json]",
  about: `Links a tenant to another organization in Clerk: one created without an organization, or a deleted one
whose organization was deleted in Clerk, before you restore it. The empty tenant that Clerk's event created for the new
organization is deleted after the usual grace period; if it has content, the command refuses. The organization's members are added by
\`bun scripts/reconcile.ts --tenant SLUG\` or with the next event about them.`,
  example: "bun scripts/tenants.ts link acme --clerk-org org_2abc",
  options: { "clerk-org": { type: "string" }, yes: { type: "boolean" } },
  async run({ sql, sealSecret, source, word, text, confirm }) {
    const clerkOrgId = text("clerk-org") ?? "";
    if (!isOrganizationId(clerkOrgId))
      throw new UsageError("--clerk-org must be a Clerk organization id, such as org_2abc.");
    await assertSameClerk(sql, source);
    const entry = await getEntry(sql, word("slug"));
    const warning = `${entry.name} belongs to ${entry.clerkOrgId}. All its data will belong to ${clerkOrgId}.`;
    await confirm(entry.slug, warning);
    const tenant = await linkOrganization({ sql, sealSecret }, entry.slug, clerkOrgId);
    return { json: tenant, text: `${tenant.slug} now belongs to ${clerkOrgId}.` };
  },
};

export function isOrganizationId(text: string): boolean {
  return /^org_\w{1,60}$/.test(text);
}
