import postgres from "postgres";
import { createPool } from "#db/tenant/pool.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import type { Operation } from "#scripts/bench/measure.ts";
import { type BenchTenant, projectColumns, projectId } from "#scripts/bench/tenants.ts";

/** One way to read a tenant's project. Each call reads the next tenant's. */
export type Rival = { operation: Operation; close(): Promise<unknown> };

export const poolSize = 8;
export const projectQuery = `select ${projectColumns.join(", ")} from projects where id = $1`;
/** Names the connections of pools per tenant in pg_stat_activity. */
export const perTenantApplication = "rival pool per tenant";

/** The request transaction as a loader runs it, over a pool like the web process's. */
export function requestTransaction(database: TestDatabase, tenants: readonly BenchTenant[]): Rival {
  const url = database.url("tenantry_app");
  const pool = createPool({ url, size: poolSize, applicationName: "bench requests" });
  const options = { pool, sealSecret: testSealSecret, readOnly: true, label: "bench" };
  const next = inTurn(tenants);
  const operation = () =>
    inTenant(next(), options, (tx) =>
      tx.selectFrom("projects").select(projectColumns).where("id", "=", projectId).execute(),
    );
  return { operation, close: () => pool.close() };
}

/** The same select in autocommit, on an unguarded table: the least a query costs over this driver. */
export function bare(database: TestDatabase, tenants: readonly BenchTenant[]): Rival {
  const sql = connect(database, { max: poolSize, connection: { application_name: "rival bare" } });
  const next = inTurn(tenants);
  const query = () => projectQuery.replace("projects", `${next().plainSchema}.projects`);
  return { operation: () => sql.unsafe(query(), [projectId], { prepare: true }), close: () => sql.end() };
}

/** The same transaction as in the driver's manual: every step awaits the one before. */
export function stepwise(database: TestDatabase, tenants: readonly BenchTenant[]): Rival {
  const sql = connect(database, { max: poolSize, connection: { application_name: "rival stepwise" } });
  const next = inTurn(tenants);
  const operation = () =>
    sql.begin("read only", async (tx) => {
      const { schema, id, key } = next();
      await tx`select app.enter_tenant(${schema}, ${id}, null, ${key}, 'rival stepwise')`;
      return await tx.unsafe(projectQuery, [projectId], { prepare: true });
    });
  return { operation, close: () => sql.end() };
}

/** A pool for each tenant, at the driver's own size, on an unguarded table: isolation by connection alone. */
export function poolPerTenant(database: TestDatabase, tenants: readonly BenchTenant[]): Rival {
  const pools = tenants.map(({ plainSchema }) => {
    const connection = { application_name: perTenantApplication, search_path: plainSchema };
    return connect(database, { max: 10, connection });
  });
  const next = inTurn(pools);
  const operation = () => next().unsafe(projectQuery, [projectId], { prepare: true });
  return { operation, close: () => Promise.all(pools.map((sql) => sql.end())) };
}

function inTurn<T>(entries: readonly T[]): () => T {
  let calls = 0;
  return () => entries[calls++ % entries.length] as T;
}

function connect(database: TestDatabase, options: postgres.Options<Record<string, never>>): postgres.Sql {
  return postgres(database.url("tenantry_app"), { fetch_types: false, onnotice: () => {}, ...options });
}
