import type { Drift, Finding } from "#db/audit/finding.ts";
import { type VerifyResult, verifyFleet } from "#db/audit/verify.ts";
import type { Command } from "../operator/command.ts";

export const verify: Command = {
  usage: "bun scripts/migrate.ts verify [--tenant SLUG …] [--json]",
  about: `Compares every tenant's structure and guards with a reference made by this release.
Changes nothing. Differences read like a patch: - is there but should not be, + is missing.`,
  options: { tenant: { type: "string", multiple: true } },
  example: "bun scripts/migrate.ts verify\nbun scripts/migrate.ts verify --tenant acme --json",
  onEmptyDatabase: true,
  async run({ ownerUrl, sealSecret, texts }) {
    const tenants = texts("tenant");
    const result = await verifyFleet({ ownerUrl, sealSecret, ...(tenants && { tenants }) });
    const differs = result.drift.length + result.findings.length > 0;
    return { text: describeVerification(result), json: result, code: differs ? 3 : 0 };
  },
};

function describeVerification({ tenants, drift, findings }: VerifyResult): string {
  if (drift.length + findings.length === 0) return `${tenants} tenants match their migrations.`;
  return [...drift.map(describeDrift), ...findings.map(describeFinding)].join("\n");
}

/** One table's differences, as a patch. */
export function describeDrift({ slug, table, extra, missing }: Drift): string {
  return [
    `${slug}: ${table}`,
    ...extra.map((line) => `  - ${line}`),
    ...missing.map((line) => `  + ${line}`),
  ].join("\n");
}

/** A finding of the audit, as a patch if both sides are known. */
export function describeFinding({ where, problem, found, wanted }: Finding): string {
  return [
    `${where} ${problem}`,
    ...(found ? [`  - ${found}`] : []),
    ...(wanted ? [`  + ${wanted}`] : []),
  ].join("\n");
}
