import { linkOrganization } from "#db/directory/link-organization.ts";
import { getEntry } from "#db/directory/tenant-report.ts";
import { type Command, UsageError } from "../operator/command.ts";

export const link: Command = {
  usage: "bun scripts/tenants.ts link <slug> --clerk-org ID [--yes] [--json]",
  about: `Makes a tenant that of another organization in Clerk. For one created without, or one whose organization was
deleted in Clerk, before it is restored. Making the organization in Clerk made it an empty tenant: that one gives way, and
is deleted after the usual grace period. One with projects in it is refused. Whoever is a member in Clerk comes in with
\`bun scripts/reconcile.ts --tenant SLUG\`, or when the worker next hears of them.`,
  example: "bun scripts/tenants.ts link acme --clerk-org org_2abc",
  options: { "clerk-org": { type: "string" }, yes: { type: "boolean" } },
  async run({ sql, sealSecret, word, text, confirm }) {
    const clerkOrgId = text("clerk-org") ?? "";
    if (!isOrganizationId(clerkOrgId)) throw new UsageError("--clerk-org takes an id of Clerk's, org_…");
    const entry = await getEntry(sql, word("slug"));
    const warning = `${entry.name} belongs to ${entry.clerkOrgId}. Its rows would be those of ${clerkOrgId}.`;
    await confirm(entry.slug, warning);
    const tenant = await linkOrganization({ sql, sealSecret }, entry.slug, clerkOrgId);
    return { json: tenant, text: `${tenant.slug} belongs to ${clerkOrgId}.` };
  },
};

export function isOrganizationId(text: string): boolean {
  return /^org_\w{1,60}$/.test(text);
}
