import { getEntry } from "#db/directory/tenant-report.ts";
import { tablesHolding } from "#db/tables.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import { type Command, runCommand } from "./operator/command.ts";
import { assertDevelopment } from "./operator/refuse-production.ts";

export const empty: Command = {
  usage: "bun scripts/empty.ts <slug> [--yes] [--json]",
  about: `Empties one tenant of a development setup: all content, its settings and its audit log.
Its members stay. Refused if anything looks like production.`,
  example: "bun scripts/empty.ts acme",
  options: { yes: { type: "boolean" } },
  async run({ sql, sealSecret, source, word, confirm }) {
    assertDevelopment(source);
    const tenant = await getEntry(sql, word("slug"));
    await confirm(
      tenant.slug,
      `This deletes everything in ${tenant.name} except its members, including its settings and audit log.`,
    );
    const removed: Record<string, number> = {};
    await inTenantAsOwner({ sql, sealSecret }, tenant, "empty", async (tx) => {
      for (const table of tablesHolding("content", "settings", "history").reverse())
        removed[table] = (await tx`delete from ${tx(table)}`).count;
    });
    const parts = Object.entries(removed).map(([table, count]) => `${table} ${count}`);
    return { json: removed, text: `${tenant.slug} is empty. Rows removed: ${parts.join(", ")}.` };
  },
};

if (import.meta.main) await runCommand(empty);
