import { replacePassSecret } from "#db/migrate/seal/pass-secret.ts";
import { abortRotation, beginRotation, finishRotation } from "#db/migrate/seal/rotate.ts";
import { type Call, type Command, UsageError } from "../operator/command.ts";

const phases = { begin: beginRotation, finish: finishRotation, abort: abortRotation };
const outcomes = {
  begin: "Both secrets open tenants now.",
  finish: "Only the new secret opens tenants now.",
  abort: "Only the old secret opens tenants, as before.",
};

export const rekey: Command = {
  usage: "bun scripts/migrate.ts rekey <begin|finish|abort|pass> [--wait]",
  about: `Rotates TENANT_SEAL_SECRET without downtime: begin, roll the processes, finish. No table is locked.

  1. Set TENANT_SEAL_SECRET="OLD NEW" for the worker and for scripts; restart the worker.
  2. rekey begin            every tenant accepts both
  3. Set TENANT_SEAL_SECRET=NEW for the web processes, "NEW OLD" for the worker, and roll them.
  4. Set TENANT_SEAL_SECRET=NEW for this command: rekey finish      every tenant accepts only NEW
  5. Set TENANT_SEAL_SECRET=NEW for worker and scripts.
  To go back before step 4: "OLD NEW" for the worker, OLD for web and for this command, roll, then rekey abort.

  rekey pass replaces the random secret in the database that passes are computed from. Nothing needs to be restarted:
  the old one stays valid for transactions that have begun, and for two minutes.

  --wait                    wait for another operator to finish instead of failing`,
  options: { wait: { type: "boolean" } },
  example: "bun scripts/migrate.ts rekey begin\nbun scripts/migrate.ts rekey finish",
  onEmptyDatabase: true,
  async run(call) {
    const phase = call.word("begin|finish|abort|pass");
    if (phase === "pass") return await replacePass(call);
    if (phase !== "begin" && phase !== "finish" && phase !== "abort")
      throw new UsageError("Choose a phase: begin, finish, abort or pass.");
    const { ownerUrl, sealSecret } = call;
    const result = await phases[phase]({ ownerUrl, sealSecret, wait: call.flag("wait") });
    const text = `${result.changed} of ${result.tenants} tenants changed. ${outcomes[phase]}`;
    return { text, json: result };
  },
};

async function replacePass({ sql }: Call) {
  await replacePassSecret(sql);
  return { text: "Passes are computed from a new secret.", json: {} };
}
