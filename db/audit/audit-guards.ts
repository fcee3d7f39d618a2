import type postgres from "postgres";
import { listKnown, listSealsInForce } from "#db/migrate/seal/seal-check.ts";
import { auditDatabase } from "./audit-database.ts";
import { auditObjects } from "./audit-objects.ts";
import { auditTenants } from "./audit-tenants.ts";
import type { Finding } from "./finding.ts";

/**
 * Looks at every lock of the whole fleet, set-based, and names what is off: policies missing or weakened, row-level
 * security not forced, another key's hash or another tenant's id, owners, grants, objects that do not belong, and
 * privileges and settings that a role or the database regained. Changes nothing.
 * Guards have to accept the secrets that are in force, exactly: one, or the two of a rotation.
 * @param sql a connection of tenantry_owner.
 */
export async function auditGuards(sql: postgres.Sql, sealSecret: string): Promise<Finding[]> {
  const inForce = await listSealsInForce(sql);
  const known = listKnown(inForce, sealSecret);
  const lacksOne = known.length === 1 && inForce.length > 1;
  return [
    ...(await auditDatabase(sql)),
    ...(lacksOne ? [{ where: "TENANT_SEAL_SECRET", problem: "lacks the other secret of the rotation" }] : []),
    ...(await auditTenants(sql, known.length > 0 ? known.join(" ") : sealSecret)),
    ...(await auditObjects(sql)),
  ];
}
