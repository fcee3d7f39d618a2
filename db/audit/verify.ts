import { withOwner } from "#db/migrate/owner.ts";
import { listTenants } from "#db/migrate/rollout/status.ts";
import { auditGuards } from "./audit-guards.ts";
import { compareStructure } from "./compare/compare-structure.ts";
import { referencesFor } from "./compare/reference.ts";
import type { Drift, Finding } from "./finding.ts";

export type VerifyResult = { tenants: number; drift: Drift[]; findings: Finding[] };

/**
 * Compares the structure of tenants with what their migrations make, then audits the guards of all tenants. Set-based;
 * changes nothing.
 * @throws DomainError "no-tenant" for an unknown slug.
 */
export async function verifyFleet(options: {
  ownerUrl: string;
  sealSecret: string;
  tenants?: readonly string[];
  /** Where the migration files are, for tests. */
  directory?: string;
}): Promise<VerifyResult> {
  const { ownerUrl, sealSecret, directory } = options;
  return await withOwner(ownerUrl, "tenantry verify", async (sql) => {
    const tenants = await listTenants(sql, {}, options.tenants);
    const readReference = referencesFor(sql, directory);
    // In parallel, because each has a backend, and so a processor, of its own.
    const [drift, findings] = await Promise.all([
      compareStructure(sql, tenants, readReference),
      auditGuards(sql, sealSecret, readReference),
    ]);
    const schemas = new Set(tenants.map(({ schema }) => schema));
    const isChosen = ({ where }: Finding) => !options.tenants || schemas.has(where.split(".")[0] ?? "");
    return { tenants: tenants.length, drift, findings: findings.filter(isChosen) };
  });
}
