import { getEntry } from "#db/directory/tenant-report.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import { type Command, runCommand } from "./operator/command.ts";
import { assertDevelopment } from "./operator/refuse-production.ts";

export const empty: Command = {
  usage: "bun scripts/empty.ts <slug> [--yes] [--json]",
  about: `Empties one tenant of a development setup: projects, tasks, audit log and settings. Its members stay.
Refused if anything looks like production.`,
  example: "bun scripts/empty.ts acme",
  options: { yes: { type: "boolean" } },
  async run({ sql, sealSecret, source, word, confirm }) {
    assertDevelopment(source);
    const tenant = await getEntry(sql, word("slug"));
    await confirm(
      tenant.slug,
      `All projects, tasks, settings and the audit log of ${tenant.name} will be deleted.`,
    );
    const removed = await inTenantAsOwner({ sql, sealSecret }, tenant, "empty", async (tx) => ({
      tasks: (await tx`delete from tasks`).count,
      projects: (await tx`delete from projects`).count,
      audit_log: (await tx`delete from audit_log`).count,
      settings: (await tx`delete from settings`).count,
    }));
    const parts = Object.entries(removed).map(([table, count]) => `${table} ${count}`);
    return { json: removed, text: `${tenant.slug} is empty. Rows removed: ${parts.join(", ")}.` };
  },
};

if (import.meta.main) await runCommand(empty);
