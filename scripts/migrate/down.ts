import { migrateDown } from "#db/migrate/migrate.ts";
import { type Command, UsageError } from "../operator/command.ts";
import { readRolloutOptions, rolloutOptions, rolloutUsage } from "./rollout-options.ts";
import { reportRollout } from "./rollout-report.ts";

export const down: Command = {
  usage: "bun scripts/migrate.ts down --to VERSION [--option …]",
  about: `Takes tenants back to an older version with the files NNNN_name.down.sql.

${rolloutUsage}`,
  options: rolloutOptions,
  example: "bun scripts/migrate.ts down --to 3 --canary acme",
  onEmptyDatabase: true,
  async run(call) {
    const options = readRolloutOptions(call);
    const { to } = options;
    if (to === undefined) throw new UsageError("Name the version to go back to: --to VERSION.");
    return await reportRollout((watch) => migrateDown({ ...options, to, ...watch }));
  },
};
