import { listEntries, type TenantEntry } from "#db/directory/tenant-report.ts";
import { type Command, UsageError } from "../operator/command.ts";
import { columns, day, plural } from "../operator/text.ts";

const statuses = ["provisioning", "active", "suspended", "deleting"];

export const list: Command = {
  usage: "bun scripts/tenants.ts list [slug-part] [--status STATUS] [--json]",
  about: `Lists tenants by slug. STATUS is one of ${statuses.join(", ")}.`,
  example: "bun scripts/tenants.ts list acme --status active",
  options: { status: { type: "string" } },
  async run({ sql, word, text }) {
    const status = text("status");
    if (status !== undefined && !statuses.includes(status)) {
      throw new UsageError(`--status must be one of ${statuses.join(", ")}, not "${status}".`);
    }
    const tenants = await listEntries(sql, { status, part: word("slug-part") });
    return { json: tenants, text: render(tenants) };
  },
};

function render(tenants: TenantEntry[]): string {
  if (tenants.length === 0) return "No matching tenants.";
  const rows = tenants.map(({ slug, status, members, schemaVersion, createdAt, purgeableAt, name }) => [
    slug,
    status + (purgeableAt ? ` until ${day(purgeableAt)}` : ""),
    String(members),
    String(schemaVersion),
    day(createdAt),
    name,
  ]);
  const head = ["SLUG", "STATUS", "MEMBERS", "VERSION", "SINCE", "NAME"];
  const unfinished = tenants.find(({ status }) => status === "provisioning");
  const hint = unfinished ? `\n${unfinished.slug} is ${finishHint(unfinished.slug)}.` : "";
  return `${columns([head, ...rows])}\n\n${plural(tenants.length, "tenant")}${hint}`;
}

/** How to finish a tenant that stays in `provisioning`. The worker finishes only those with an organization. */
export function finishHint(slug: string): string {
  return `not finished: if that does not change, run bun scripts/migrate.ts repair ${slug}`;
}
