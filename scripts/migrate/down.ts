import { migrateDown } from "#db/migrate/migrate.ts";
import { type Command, UsageError } from "../operator/command.ts";
import { fleetOptions, fleetUsage, readFleetOptions } from "./fleet-options.ts";
import { runAndReport } from "./run-and-report.ts";

export const down: Command = {
  usage: "bun scripts/migrate.ts down --to VERSION [--option …]",
  about: `Takes tenants back to an older version, by the files NNNN_name.down.sql.

${fleetUsage}`,
  options: fleetOptions,
  example: "bun scripts/migrate.ts down --to 3 --canary acme",
  onEmptyDatabase: true,
  async run(call) {
    const options = readFleetOptions(call);
    const { to } = options;
    if (to === undefined) throw new UsageError("Say how far back: --to VERSION.");
    return await runAndReport((watch) => migrateDown({ ...options, to, ...watch }));
  },
};
