import type postgres from "postgres";
import { areRevoked } from "./audit-functions.ts";
import type { Finding } from "./finding.ts";

/** What bounds a hostile tenant and is not set here, because a managed service cannot or a small installation need not. */
export async function auditLimits(sql: postgres.Sql): Promise<Finding[]> {
  const unlimited = await sql<{ rolname: string }[]>`
    select rolname from pg_catalog.pg_roles
    where rolname in ('tenantry_app', 'tenantry_web') and rolconnlimit < 0 order by 1`;
  const warnings = unlimited.map(({ rolname }) => ({
    where: rolname,
    problem: "has no connection limit: see bun scripts/limits.ts --help",
  }));
  if (!(await areRevoked(sql))) {
    warnings.unshift({
      where: "tenantry_app",
      problem:
        "may call every built-in function and has no temp_file_limit: only a superuser can change that, by scripts/bootstrap.sql",
    });
  }
  return warnings.map((warning) => ({ ...warning, isWarning: true }));
}
