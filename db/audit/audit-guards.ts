import type postgres from "postgres";
import { listSealsInForce } from "#db/migrate/seal/seal-check.ts";
import { listSealSecrets } from "#db/tenant/guard.ts";
import { auditDatabase } from "./audit-database.ts";
import { auditFunctions } from "./audit-functions.ts";
import { auditObjects } from "./audit-objects.ts";
import { compareGuards } from "./compare/compare-guards.ts";
import { referencesFor } from "./compare/reference.ts";
import type { Finding } from "./finding.ts";

/**
 * Checks every lock of all tenants, set-based, and names what is off: policies missing or weakened, row-level security not
 * forced, another key's hash or another tenant's id, owners, grants, objects that do not belong, and privileges and
 * settings that a role or the database regained. Changes nothing.
 * Guards have to accept exactly the secrets in force: one, or both of a rotation.
 * @param sql a connection of tenantry_owner.
 */
export async function auditGuards(
  sql: postgres.Sql,
  sealSecret: string,
  readReference = referencesFor(sql, sealSecret),
): Promise<Finding[]> {
  const reference = await readReference();
  const inForce = await listSealsInForce(sql);
  const lacksOne = listSealSecrets(reference.sealSecret).length === 1 && inForce.length > 1;
  return [
    ...(await auditDatabase(sql)),
    ...(await auditFunctions(sql)),
    ...(lacksOne ? [{ where: "TENANT_SEAL_SECRET", problem: "lacks the other secret of the rotation" }] : []),
    ...(await compareGuards(sql, reference)),
    ...(await auditObjects(sql)),
  ];
}
