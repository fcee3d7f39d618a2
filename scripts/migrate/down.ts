import { migrateDown } from "#db/migrate/migrate.ts";
import { type Command, UsageError } from "./command.ts";
import { fleetOptions, fleetUsage, readFleetOptions } from "./fleet-options.ts";
import { runAndReport } from "./run-and-report.ts";

export const down: Command = {
  summary: "Takes tenants back to an older version, by the files NNNN_name.down.sql.",
  usage: `bun scripts/migrate.ts down --to VERSION [options]

${fleetUsage}`,
  options: fleetOptions,
  examples: ["bun scripts/migrate.ts down --to 3 --canary acme"],
  async run(given) {
    const options = readFleetOptions(given);
    const { to } = options;
    if (to === undefined) throw new UsageError("Say how far back: --to VERSION.");
    return await runAndReport((watch) => migrateDown({ ...options, to, ...watch }), given.has("json"));
  },
};
