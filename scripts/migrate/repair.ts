import { type RepairResult, repairTenant } from "#db/migrate/repair.ts";
import type { Command } from "../operator/command.ts";

export const repair: Command = {
  usage: "bun scripts/migrate.ts repair <slug> [--json]",
  about: `Restores the guards and grants of one tenant.
Creates its schema, empty, if it is gone; finishes a tenant that is stuck in provisioning.`,
  example: "bun scripts/migrate.ts repair acme",
  onEmptyDatabase: true,
  async run(call) {
    const result = await repairTenant(call, call.word("slug"));
    return { text: describeRepair(result), json: result, code: result.unknown.length > 0 ? 1 : 0 };
  },
};

function describeRepair({ slug, guarded, unknown, recreated, finished }: RepairResult): string {
  if (finished) return `${slug}: provisioning was interrupted. It is finished, and the tenant is active.`;
  if (recreated)
    return `${slug}: the schema was gone and was created again, without rows. Restore them from a backup.`;
  return [
    `${slug}: restored guard and grants of ${guarded.join(", ")}`,
    ...unknown.map((table) => `${slug}: ${table} is not on the list of tables, and was left unchanged.`),
  ].join("\n");
}
