import { type RepairResult, repairTenant } from "#db/migrate/repair.ts";
import type { Command } from "../operator/command.ts";

export const repair: Command = {
  usage: "bun scripts/migrate.ts repair <slug> [--json]",
  about: `Puts guards and grants of one tenant on again.
Makes its schema, empty, when it is gone; finishes a tenant that is stuck in provisioning.`,
  example: "bun scripts/migrate.ts repair acme",
  onEmptyDatabase: true,
  async run(call) {
    const result = await repairTenant(call, call.word("slug"));
    return { text: describeRepair(result), json: result, code: result.unknown.length > 0 ? 1 : 0 };
  },
};

function describeRepair({ slug, guarded, unknown, remade, finished }: RepairResult): string {
  if (finished) return `${slug}: its provisioning had broken off. It is finished, and active.`;
  if (remade)
    return `${slug}: the schema was gone, and was made anew. It has no rows: restore them from a backup.`;
  return [
    `${slug}: guard and grants put on again: ${guarded.join(", ")}`,
    ...unknown.map((table) => `${slug}: ${table} is on no list of tables. It was left as it is.`),
  ].join("\n");
}
