import type { Finding } from "#db/audit/finding.ts";
import { type Drift, type VerifyResult, verifyFleet } from "#db/migrate/verify.ts";
import type { Command } from "./command.ts";

export const verify: Command = {
  summary:
    "Compares every tenant's structure and guards with a schema made for it. Exit code 3 on drift. Changes nothing.",
  usage: "bun scripts/migrate.ts verify [--tenant SLUG …] [--json]",
  options: { tenant: { type: "string", multiple: true }, json: { type: "boolean" } },
  examples: ["bun scripts/migrate.ts verify", "bun scripts/migrate.ts verify --tenant acme --json"],
  async run(given) {
    const { ownerUrl, sealSecret } = given;
    const tenants = given.options("tenant");
    const result = await verifyFleet({ ownerUrl, sealSecret, ...(tenants && { tenants }) });
    console.log(given.has("json") ? JSON.stringify(result, null, 2) : describeVerification(result));
    return result.drift.length + result.findings.length > 0 ? 3 : 0;
  },
};

export function describeVerification({ tenants, drift, findings }: VerifyResult): string {
  if (drift.length + findings.length === 0) return `${tenants} tenants are as their migrations made them.`;
  return [...drift.map(describeDrift), ...findings.map(describeFinding)].join("\n");
}

/** A difference as one reads it in a patch: `-` is there and should not be, `+` should be there and is not. */
export function describeDrift({ slug, table, extra, missing }: Drift): string {
  return [
    `${slug}: ${table}`,
    ...extra.map((line) => `  - ${line}`),
    ...missing.map((line) => `  + ${line}`),
  ].join("\n");
}

function describeFinding({ where, problem, found, wanted }: Finding): string {
  return [
    `${where} ${problem}`,
    ...(found ? [`  - ${found}`] : []),
    ...(wanted ? [`  + ${wanted}`] : []),
  ].join("\n");
}
