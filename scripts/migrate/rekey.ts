import { abortRotation, beginRotation, finishRotation } from "#db/migrate/seal/rotate.ts";
import { type Command, UsageError } from "../operator/command.ts";
import { readRolloutOptions, rolloutOptions } from "./rollout-options.ts";
import { showProgress } from "./rollout-progress.ts";

const phases = { begin: beginRotation, finish: finishRotation, abort: abortRotation };
const outcomes = {
  begin: "Both secrets open tenants now.",
  finish: "Only the new secret opens tenants now.",
  abort: "Only the old secret opens tenants, as before.",
};

const { concurrency, retries, wait } = rolloutOptions;

export const rekey: Command = {
  usage: "bun scripts/migrate.ts rekey <begin|finish|abort> [--option …]",
  about: `Rotates TENANT_SEAL_SECRET without downtime: begin, roll the processes, finish.

  1. Set TENANT_SEAL_SECRET="OLD NEW" for the worker and for scripts; restart the worker.
  2. rekey begin            every guard accepts both
  3. Set TENANT_SEAL_SECRET=NEW for the web processes, "NEW OLD" for the worker, and roll them.
  4. Set TENANT_SEAL_SECRET=NEW for this command: rekey finish      every guard accepts only NEW
  5. Set TENANT_SEAL_SECRET=NEW for worker and scripts.
  To go back before step 4: "OLD NEW" for the worker, OLD for web and for this command, roll, then rekey abort.

  --concurrency N, --max-failures N and --wait work as for up. --lock-timeout (200ms) and --retries (20) are set
  so that a busy tenant is retried often and its users never wait long.`,
  options: {
    concurrency,
    retries,
    wait,
    "lock-timeout": rolloutOptions["lock-timeout"],
    "max-failures": rolloutOptions["max-failures"],
  },
  example: "bun scripts/migrate.ts rekey begin\nbun scripts/migrate.ts rekey finish",
  onEmptyDatabase: true,
  async run(call) {
    const phase = call.word("begin|finish|abort");
    if (phase !== "begin" && phase !== "finish" && phase !== "abort")
      throw new UsageError("Choose a phase: begin, finish or abort.");
    const progress = showProgress();
    const { onPlan, onTenant } = progress;
    const result = await phases[phase]({ ...readRolloutOptions(call), onPlan, onTenant }).finally(
      progress.end,
    );
    const { planned, done, failed } = result;
    const next = failed.length > 0 ? "Run the same command again to retry them." : outcomes[phase];
    const text = `${done} of ${planned} tenants resealed, ${failed.length} failed. ${next}`;
    return { text, json: result, code: failed.length > 0 ? 1 : 0 };
  },
};
