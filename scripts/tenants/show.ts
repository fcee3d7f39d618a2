import { reportTenant, type TenantReport } from "#db/directory/tenant-report.ts";
import type { Command } from "../operator/command.ts";
import { columns, day } from "../operator/text.ts";
import { finishHint } from "./list.ts";

export const show: Command = {
  usage: "bun scripts/tenants.ts show <slug> [--json]",
  about: "Shows everything about a tenant: its entry, size, rows and members.",
  example: "bun scripts/tenants.ts show acme --json | jq .rows",
  async run({ sql, sealSecret, word }) {
    const report = await reportTenant({ sql, sealSecret }, word("slug"));
    return { json: report, text: render(report) };
  },
};

function render(report: TenantReport): string {
  const { schemaVersion: version, newestVersion } = report;
  const rows: [string, string][] = [
    ["Slug", report.slug],
    ["Name", report.name],
    ["Status", describeStatus(report)],
    ["Organization", report.clerkOrgId],
    ["Id", report.id],
    ["Schema", report.schema],
    [
      "Version",
      version === newestVersion ? String(version) : `${version}, this release has ${newestVersion}`,
    ],
    ["Created", report.createdAt.toISOString()],
    ["Changed", report.updatedAt.toISOString()],
    ["Size", `${Math.round(report.bytes / 1024)} kB`],
    ...Object.entries(report.rows).map(([table, count]): [string, string] => [`  ${table}`, String(count)]),
  ];
  for (const { slug, until } of report.restingSlugs)
    rows.push(["Reserved slug", `${slug} until ${day(until)}`]);
  const people = report.people.map(({ email, role, isActive, id }) => [
    `  ${email}`,
    role + (isActive ? "" : ", left"),
    id,
  ]);
  return [columns(rows), ...(people.length > 0 ? ["Members", columns(people)] : [])].join("\n");
}

function describeStatus({ slug, status, suspendedAt, suspendedReason, purgeableAt }: TenantReport): string {
  if (status === "provisioning") return `provisioning, ${finishHint(slug)}`;
  const suspended =
    suspendedAt && `suspended since ${day(suspendedAt)}${suspendedReason ? `: ${suspendedReason}` : ""}`;
  if (!purgeableAt) return suspended ?? status;
  const deleting = `deleting, can be restored until ${purgeableAt.toISOString()}`;
  return suspended ? `${deleting}; ${suspended}` : deleting;
}
