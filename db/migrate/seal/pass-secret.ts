import type postgres from "postgres";

/**
 * Replaces the random secret that passes are computed from. The old one stays valid for transactions that have begun, and
 * for two minutes.
 * @param sql a connection of tenantry_owner.
 */
export async function replacePassSecret(sql: postgres.ISql): Promise<void> {
  await sql`select app.replace_pass_secret()`;
}
