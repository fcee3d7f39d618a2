import { repairTenant } from "#db/migrate/repair.ts";
import { type Command, UsageError } from "./command.ts";

export const repair: Command = {
  summary:
    "Puts guards and grants of one tenant on again; makes its schema, empty, when it is gone; finishes one that is stuck in provisioning.",
  usage: "bun scripts/migrate.ts repair SLUG [--json]",
  options: { json: { type: "boolean" } },
  examples: ["bun scripts/migrate.ts repair acme"],
  async run(given) {
    const [slug, ...rest] = given.words;
    if (!slug || rest.length > 0) throw new UsageError("Say which tenant: one slug.");
    const result = await repairTenant(given, slug);
    if (given.has("json")) console.log(JSON.stringify(result, null, 2));
    else if (result.finished)
      console.log(`${slug}: its provisioning had broken off, and is finished: it is active.`);
    else if (result.remade)
      console.log(
        `${slug}: the schema was gone, and was made anew. It has no rows: restore them from a backup.`,
      );
    else console.log(`${slug}: guard and grants put on again: ${result.guarded.join(", ")}`);
    for (const table of result.unknown)
      console.error(`${slug}: ${table} is on no list of tables. It was left as it is.`);
    return result.unknown.length > 0 ? 1 : 0;
  },
};
