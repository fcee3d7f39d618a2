import type postgres from "postgres";
import { auditDatabase } from "./audit-database.ts";
import { auditFunctions } from "./audit-functions.ts";
import { auditKeys } from "./audit-keys.ts";
import { auditObjects } from "./audit-objects.ts";
import { auditOwnFunctions } from "./audit-own-functions.ts";
import { compareGuards } from "./compare/compare-guards.ts";
import { referencesFor } from "./compare/reference.ts";
import type { Finding } from "./finding.ts";

/**
 * Checks every lock of all tenants, set-based, and names what is off: policies missing or weakened, row-level security not
 * forced, another tenant's id, keys that should not open a tenant, changed functions, owners, grants, objects that do not
 * belong, and privileges and settings that a role or the database regained. Changes nothing.
 * Tenants have to accept exactly the secrets in force: one, or both of a rotation.
 * @param sql a connection of tenantry_owner.
 */
export async function auditGuards(
  sql: postgres.Sql,
  sealSecret: string,
  readReference = referencesFor(sql),
): Promise<Finding[]> {
  const reference = await readReference();
  return [
    ...(await auditDatabase(sql)),
    ...(await auditKeys(sql, sealSecret)),
    ...(await auditFunctions(sql)),
    ...(await auditOwnFunctions(sql)),
    ...(await compareGuards(sql, reference)),
    ...(await auditObjects(sql)),
  ];
}
