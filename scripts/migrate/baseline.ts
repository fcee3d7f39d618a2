import { type BaselineResult, baselineTenants } from "#db/migrate/baseline.ts";
import type { Command } from "../operator/command.ts";
import { wholeNumber } from "./fleet-options.ts";
import { describeDrift } from "./verify.ts";

export const baseline: Command = {
  usage: "bun scripts/migrate.ts baseline [--to VERSION] [--tenant SLUG …] [--wait] [--json]",
  about: `Takes over tenants whose tables exist without a ledger, as if the migrations had made them.
A tenant whose structure is not exactly that of the version is left as it is, and its differences are shown.`,
  options: {
    to: { type: "string" },
    tenant: { type: "string", multiple: true },
    wait: { type: "boolean" },
  },
  example: "bun scripts/migrate.ts baseline --to 1 --tenant acme",
  onEmptyDatabase: true,
  async run(call) {
    const { ownerUrl, sealSecret } = call;
    const [tenants, to] = [call.texts("tenant"), wholeNumber(call, "to", 1)];
    const choices = { ...(tenants && { tenants }), ...(to !== undefined && { to }) };
    const result = await baselineTenants({ ownerUrl, sealSecret, wait: call.flag("wait"), ...choices });
    return { text: describeBaseline(result), json: result, code: result.drift.length > 0 ? 3 : 0 };
  },
};

function describeBaseline({ done, version, drift }: BaselineResult): string {
  const names = done.length > 0 ? `: ${done.join(", ")}` : "";
  return [
    `${done.length} tenants taken over at version ${version}${names}`,
    ...drift.map(describeDrift),
  ].join("\n");
}
