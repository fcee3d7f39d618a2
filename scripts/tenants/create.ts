import { createTenant } from "#db/directory/provision.ts";
import { assertReadyToStart } from "#db/migrate/readiness.ts";
import { assertSameClerk } from "../operator/clerk.ts";
import { type Command, UsageError } from "../operator/command.ts";
import { isOrganizationId } from "./link.ts";

export const create: Command = {
  usage: "bun scripts/tenants.ts create --slug SLUG --name NAME [--clerk-org ID] [--json]",
  about: `Creates a tenant ahead of Clerk. With --clerk-org it belongs to that organization, and its members are added by
\`bun scripts/reconcile.ts --tenant SLUG\` or with the next event about them. Without it, no one can sign in until the
tenant has an organization: create one in Clerk, then run \`bun scripts/tenants.ts link SLUG --clerk-org ID\`.`,
  example: 'bun scripts/tenants.ts create --slug acme --name "Acme Inc." --clerk-org org_2abc',
  options: { slug: { type: "string" }, name: { type: "string" }, "clerk-org": { type: "string" } },
  async run({ sql, sealSecret, source, text }) {
    const [slug, name, clerkOrgId] = [text("slug"), text("name")?.trim(), text("clerk-org")];
    if (!slug || !name) throw new UsageError("Both --slug and --name are required.");
    if (name.length > 256) throw new UsageError("--name is longer than 256 characters.");
    if (clerkOrgId !== undefined && !isOrganizationId(clerkOrgId))
      throw new UsageError("--clerk-org must be a Clerk organization id, such as org_2abc.");
    await assertReadyToStart(sql, sealSecret);
    if (clerkOrgId) await assertSameClerk(sql, source);
    const tenant = await createTenant(sql, sealSecret, { slug, name, clerkOrgId });
    const next = clerkOrgId ? "" : " It has no organization yet: see link --help.";
    return { json: tenant, text: `${slug} is ${tenant.status}, in the schema ${tenant.schema}.${next}` };
  },
};
