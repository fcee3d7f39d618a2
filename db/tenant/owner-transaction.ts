import type postgres from "postgres";
import { TenantChanged } from "#db/errors.ts";
import { sealTenantKey } from "./guard.ts";
import type { Tenant } from "./tenant.ts";

export type OwnerAccess = { sql: postgres.Sql; sealSecret: string };

/**
 * Runs `fn` in a transaction of the owner that has entered the tenant: FORCE binds the owner too, so worker and scripts enter
 * like the web process. `job` is shown beside the schema in pg_stat_activity.
 */
export async function inTenantAsOwner<T>(
  { sql, sealSecret }: OwnerAccess,
  tenant: Pick<Tenant, "id" | "schema">,
  job: string,
  fn: (tx: postgres.TransactionSql) => Promise<T>,
): Promise<T> {
  const outcome = await sql.begin(async (tx) => {
    await enterAsOwner(tx, sealSecret, tenant, job);
    return { value: await fn(tx) };
  });
  return outcome.value as T;
}

/**
 * Enters the tenant within the owner's transaction. After that, tables of `public` need their schema name.
 * @throws TenantChanged if there is no such tenant, or its schema has another name.
 */
export async function enterAsOwner(
  tx: postgres.TransactionSql,
  sealSecret: string,
  tenant: Pick<Tenant, "id" | "schema">,
  job: string,
): Promise<void> {
  const key = sealTenantKey(sealSecret, tenant.id);
  const label = `${tenant.schema} ${job}`.slice(0, 63);
  await tx`select app.enter_tenant(${tenant.schema}, ${tenant.id}, null, ${key}, ${label})`.catch((error) => {
    throw error.code === "TN005" ? new TenantChanged({ cause: error }) : error;
  });
}
