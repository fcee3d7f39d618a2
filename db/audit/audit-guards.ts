import type postgres from "postgres";
import { auditDatabase } from "./audit-database.ts";
import { auditObjects } from "./audit-objects.ts";
import { auditTenants } from "./audit-tenants.ts";
import type { Finding } from "./finding.ts";

/**
 * Looks at every lock of the whole fleet, set-based, and names what is off: policies missing or weakened, row-level
 * security not forced, another key's hash or another tenant's id, owners, grants, objects that do not belong, and
 * privileges and settings that a role or the database regained. Changes nothing.
 * @param sql a connection of tenantry_owner.
 */
export async function auditGuards(sql: postgres.Sql, sealSecret: string): Promise<Finding[]> {
  return [
    ...(await auditDatabase(sql)),
    ...(await auditTenants(sql, sealSecret)),
    ...(await auditObjects(sql)),
  ];
}
