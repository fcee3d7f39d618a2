import type postgres from "postgres";

/** Sets the connection limits of the web process's roles, for the whole cluster; -1 for none, which is how a test must leave them. */
export async function limitConnections(admin: postgres.Sql, limit: number): Promise<void> {
  for (const role of ["tenantry_app", "tenantry_web"])
    await admin.unsafe(`alter role ${role} connection limit ${limit}`);
}
