import type { Drift, Finding } from "#db/audit/finding.ts";
import { type VerifyResult, verifyFleet } from "#db/audit/verify.ts";
import type { Command } from "../operator/command.ts";

export const verify: Command = {
  usage: "bun scripts/migrate.ts verify [--tenant SLUG …] [--json]",
  about: `Compares every tenant's structure and guards with a schema made for it.
Changes nothing. A difference reads like a patch: - is there and should not be, + should be there and is not.`,
  options: { tenant: { type: "string", multiple: true } },
  example: "bun scripts/migrate.ts verify\nbun scripts/migrate.ts verify --tenant acme --json",
  onEmptyDatabase: true,
  async run({ ownerUrl, sealSecret, texts }) {
    const tenants = texts("tenant");
    const result = await verifyFleet({ ownerUrl, sealSecret, ...(tenants && { tenants }) });
    const isDrift = result.drift.length + result.findings.length > 0;
    return { text: describeVerification(result), json: result, code: isDrift ? 3 : 0 };
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
