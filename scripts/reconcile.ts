import { type ReconcileReport, reconcile } from "#app/identity-sync/reconcile.ts";
import { openClerk } from "./operator/clerk.ts";
import { type Command, runCommand } from "./operator/command.ts";
import { columns, plural } from "./operator/text.ts";

// `bun scripts/reconcile.ts`: compares all tenants with Clerk and repairs differences.

export const command: Command = {
  usage: "bun scripts/reconcile.ts [--tenant SLUG] [--dry-run] [--json]",
  about: `Compares tenants and their members with Clerk's Backend API, within its rate limit, and repairs what webhooks missed:
missing tenants, names, slugs, members, roles, deleted organizations. --dry-run only reports differences. Needs
CLERK_SECRET_KEY. Exit code 1 if something could not be repaired.`,
  example: "bun scripts/reconcile.ts --tenant acme --dry-run",
  options: { tenant: { type: "string" }, "dry-run": { type: "boolean" } },
  connections: 2,
  async run({ sql, sealSecret, source, text, flag }) {
    const clerk = openClerk(sql, source);
    const dryRun = flag("dry-run");
    const report = await reconcile(
      { sql, sealSecret, clerk, webhookSecrets: [] },
      { tenant: text("tenant"), dryRun },
    );
    return {
      json: { dryRun, ...report },
      text: render(report, dryRun),
      code: report.failed.length > 0 ? 1 : 0,
    };
  },
};

if (import.meta.main) await runCommand(command);

function render({ organizations, members, off, failed }: ReconcileReport, dryRun: boolean): string {
  const outcome = dryRun ? "nothing was changed" : `${failed.length} could not be repaired`;
  const head = `${plural(organizations, "organization")}, ${plural(members, "membership")}: ${off.length} different, ${outcome}`;
  const lines = off.map(({ slug, clerkOrgId, what, detail }) => [`  ${slug ?? clerkOrgId}`, what, detail]);
  const failures = failed.map(({ slug, clerkOrgId, error }) => `  ${slug ?? clerkOrgId}: ${error}`);
  return [head, ...(lines.length > 0 ? [columns(lines)] : []), ...failures].join("\n");
}
