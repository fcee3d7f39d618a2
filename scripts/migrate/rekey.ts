import { abortRotation, beginRotation, finishRotation } from "#db/migrate/seal/rotate.ts";
import { type Command, UsageError } from "../operator/command.ts";
import { fleetOptions, readFleetOptions } from "./fleet-options.ts";
import { showFleetProgress } from "./fleet-progress.ts";

const { concurrency, retries, wait } = fleetOptions;

const phases = { begin: beginRotation, finish: finishRotation, abort: abortRotation };
const outcomes = {
  begin: "Both secrets open tenants now.",
  finish: "The new secret alone opens tenants now.",
  abort: "The old secret alone opens tenants, as before.",
};

export const rekey: Command = {
  usage: "bun scripts/migrate.ts rekey <begin|finish|abort> [--option …]",
  about: `Rotates TENANT_SEAL_SECRET without a pause: begin, roll the processes, finish.

  1. Set TENANT_SEAL_SECRET="OLD NEW" for the worker and for scripts; restart the worker.
  2. rekey begin            every guard accepts both
  3. Set TENANT_SEAL_SECRET=NEW for the web processes, "NEW OLD" for the worker, and roll them.
  4. Set TENANT_SEAL_SECRET=NEW for this command: rekey finish      every guard accepts NEW alone
  5. Set TENANT_SEAL_SECRET=NEW for worker and scripts.
  To go back before 4: "OLD NEW" for the worker, OLD for web and for this command, roll, then rekey abort.

  --concurrency N, --max-failures N, --wait as for up; --lock-timeout (200ms) and --retries (20), so that a
  tenant that is busy is put off again and again, and its users wait for nothing`,
  options: {
    concurrency,
    retries,
    wait,
    "lock-timeout": fleetOptions["lock-timeout"],
    "max-failures": fleetOptions["max-failures"],
  },
  example: "bun scripts/migrate.ts rekey begin\nbun scripts/migrate.ts rekey finish",
  onEmptyDatabase: true,
  async run(call) {
    const phase = call.word("begin|finish|abort");
    if (phase !== "begin" && phase !== "finish" && phase !== "abort")
      throw new UsageError("Say which: begin, finish or abort.");
    const progress = showFleetProgress();
    const { onPlan, onTenant } = progress;
    const result = await phases[phase]({ ...readFleetOptions(call), onPlan, onTenant }).finally(progress.end);
    const { planned, done, failed } = result;
    const next = failed.length > 0 ? "Run it again for them." : outcomes[phase];
    const text = `${done} of ${planned} tenants resealed, ${failed.length} failed. ${next}`;
    return { text, json: result, code: failed.length > 0 ? 1 : 0 };
  },
};
