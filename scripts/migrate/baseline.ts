import { type BaselineResult, baselineTenants } from "#db/migrate/baseline.ts";
import type { Command } from "../operator/command.ts";
import { plural } from "../operator/text.ts";
import { readRolloutOptions, rolloutOptions } from "./rollout-options.ts";
import { describeDrift } from "./verify.ts";

const { to, tenant, wait } = rolloutOptions;

export const baseline: Command = {
  usage: "bun scripts/migrate.ts baseline [--to VERSION] [--tenant SLUG …] [--wait] [--json]",
  about: `Adopts tenants that have tables but no ledger, as if the migrations had made them.
A tenant whose structure differs from that version is left unchanged, and its differences are shown.`,
  options: { to, tenant, wait },
  example: "bun scripts/migrate.ts baseline --to 1 --tenant acme",
  onEmptyDatabase: true,
  async run(call) {
    const result = await baselineTenants(readRolloutOptions(call));
    return { text: describeBaseline(result), json: result, code: result.drift.length > 0 ? 3 : 0 };
  },
};

function describeBaseline({ done, version, drift }: BaselineResult): string {
  const names = done.length > 0 ? `: ${done.join(", ")}` : "";
  return [
    `${plural(done.length, "tenant")} adopted at version ${version}${names}`,
    ...drift.map(describeDrift),
  ].join("\n");
}
