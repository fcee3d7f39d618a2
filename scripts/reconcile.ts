import type postgres from "postgres";
import type { ClerkApi } from "#app/clerk/api.server.ts";
import { type ReconcileReport, reconcile } from "#app/identity-sync/reconcile.ts";
import { acceptInstance } from "#db/directory/clerk-instance.ts";
import { openClerk } from "./operator/clerk.ts";
import { type Answer, type Command, runCommand, UsageError } from "./operator/command.ts";
import { columns, plural } from "./operator/text.ts";

// `bun scripts/reconcile.ts`: compares all tenants with Clerk and repairs differences.

export const command: Command = {
  usage: "bun scripts/reconcile.ts [--tenant SLUG] [--dry-run] [--accept-instance ID] [--json]",
  about: `Compares tenants and their members with Clerk's Backend API, within its rate limit, and repairs what webhooks missed:
missing tenants, names, slugs, members, roles, deleted organizations. --dry-run only reports differences. Needs
CLERK_SECRET_KEY, which must belong to the Clerk instance that the database first met. --accept-instance only records another
one, if it was replaced on purpose: check with --dry-run what that changes before the worker runs again. Exit code 1 if something could not be repaired.`,
  example: "bun scripts/reconcile.ts --tenant acme --dry-run",
  options: {
    tenant: { type: "string" },
    "dry-run": { type: "boolean" },
    "accept-instance": { type: "string" },
  },
  connections: 2,
  async run({ sql, sealSecret, source, text, flag }) {
    const clerk = openClerk(sql, source);
    const accepted = text("accept-instance");
    if (accepted !== undefined) return await accept(sql, clerk, accepted);
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

async function accept(sql: postgres.Sql, clerk: ClerkApi, wanted: string): Promise<Answer> {
  const id = await clerk.getInstanceId();
  if (id !== wanted) throw new UsageError(`CLERK_SECRET_KEY belongs to ${id}, not to ${wanted}.`);
  const former = await acceptInstance(sql, id);
  return {
    json: { instance: id, former },
    text: `The database belongs to ${id} now. Nothing else was changed.`,
  };
}

function render({ organizations, members, off, failed }: ReconcileReport, dryRun: boolean): string {
  const outcome = dryRun ? "nothing was changed" : `${failed.length} could not be repaired`;
  const head = `${plural(organizations, "organization")}, ${plural(members, "membership")}: ${off.length} different, ${outcome}`;
  const lines = off.map(({ slug, clerkOrgId, what, detail }) => [`  ${slug ?? clerkOrgId}`, what, detail]);
  const failures = failed.map(({ slug, clerkOrgId, error }) => `  ${slug ?? clerkOrgId}: ${error}`);
  return [head, ...(lines.length > 0 ? [columns(lines)] : []), ...failures].join("\n");
}
