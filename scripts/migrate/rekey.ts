import { beginRotation, finishRotation } from "#db/migrate/rekey.ts";
import { type Command, UsageError } from "./command.ts";
import { fleetOptions, readFleetOptions } from "./fleet-options.ts";
import { showFleetProgress } from "./fleet-progress.ts";

const { concurrency, retries, wait, json } = fleetOptions;

export const rekey: Command = {
  summary: "Rotates TENANT_SEAL_SECRET without a pause: begin, roll the processes, finish.",
  usage: `bun scripts/migrate.ts rekey begin|finish [options]

  1. Set TENANT_SEAL_SECRET="OLD NEW" for the worker and for scripts; restart the worker.
  2. rekey begin            every guard accepts both
  3. Set TENANT_SEAL_SECRET=NEW for the web processes, and roll them; then for worker and scripts.
  4. rekey finish           every guard accepts NEW alone
  To go back after 2, set OLD everywhere and finish.

  --concurrency N, --retries N, --lock-timeout 2s, --max-failures N, --wait, --json as for up`,
  options: {
    concurrency,
    retries,
    wait,
    json,
    "lock-timeout": fleetOptions["lock-timeout"],
    "max-failures": fleetOptions["max-failures"],
  },
  examples: ["bun scripts/migrate.ts rekey begin", "bun scripts/migrate.ts rekey finish"],
  async run(given) {
    const [phase, ...rest] = given.words;
    if (rest.length > 0 || (phase !== "begin" && phase !== "finish"))
      throw new UsageError("Say which: begin or finish.");
    const progress = showFleetProgress();
    const options = { ...readFleetOptions(given), onPlan: progress.onPlan, onTenant: progress.onTenant };
    const result = await (phase === "begin" ? beginRotation(options) : finishRotation(options));
    progress.end();
    const { planned, done, failed } = result;
    const next = phase === "begin" ? "Both secrets open tenants now." : "One secret opens tenants now.";
    if (given.has("json")) console.log(JSON.stringify(result, null, 2));
    else
      console.log(
        `${done} of ${planned} tenants resealed, ${failed.length} failed. ${failed.length > 0 ? "Run it again for them." : next}`,
      );
    return failed.length > 0 ? 1 : 0;
  },
};
