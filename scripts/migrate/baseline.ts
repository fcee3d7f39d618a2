import { baselineTenants } from "#db/migrate/baseline.ts";
import { type Command, wholeNumber } from "./command.ts";
import { describeDrift } from "./verify.ts";

export const baseline: Command = {
  summary: "Takes over tenants whose tables exist without a ledger, as if the migrations had made them.",
  usage: `bun scripts/migrate.ts baseline [--to VERSION] [--tenant SLUG …] [--wait] [--json]

A tenant whose structure is not exactly that of the version is left as it is, and its differences are shown.`,
  options: {
    to: { type: "string" },
    tenant: { type: "string", multiple: true },
    wait: { type: "boolean" },
    json: { type: "boolean" },
  },
  examples: ["bun scripts/migrate.ts baseline --to 1 --tenant acme"],
  async run(given) {
    const { ownerUrl, sealSecret } = given;
    const [tenants, to] = [given.options("tenant"), wholeNumber(given, "to", 1)];
    const choices = { ...(tenants && { tenants }), ...(to !== undefined && { to }) };
    const result = await baselineTenants({ ownerUrl, sealSecret, wait: given.has("wait"), ...choices });
    if (given.has("json")) console.log(JSON.stringify(result, null, 2));
    else {
      const { done, version, drift } = result;
      console.log(
        `${done.length} tenants taken over at version ${version}${done.length > 0 ? `: ${done.join(", ")}` : ""}`,
      );
      if (drift.length > 0) console.log(drift.map(describeDrift).join("\n"));
    }
    return result.drift.length > 0 ? 3 : 0;
  },
};
