import { linkOrganization } from "#db/directory/link-organization.ts";
import { getEntry } from "#db/directory/tenant-report.ts";
import { type Command, UsageError } from "../operator/command.ts";

export const link: Command = {
  usage: "bun scripts/tenants.ts link <slug> --clerk-org ID [--yes] [--json]",
  about: `Links a tenant to another organization in Clerk: one that was created without, or whose organization was deleted
in Clerk, before it is restored. The empty tenant that Clerk's event created for the new organization is deleted after the
usual grace period; one that has projects is refused. The organization's members are added by
\`bun scripts/reconcile.ts --tenant SLUG\` or with the next event about them.`,
  example: "bun scripts/tenants.ts link acme --clerk-org org_2abc",
  options: { "clerk-org": { type: "string" }, yes: { type: "boolean" } },
  async run({ sql, sealSecret, word, text, confirm }) {
    const clerkOrgId = text("clerk-org") ?? "";
    if (!isOrganizationId(clerkOrgId))
      throw new UsageError("--clerk-org must be an organization id of Clerk, such as org_2abc.");
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
