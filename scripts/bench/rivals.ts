import postgres from "postgres";
import { createPool, type PoolOptions } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { entryOf, firstId } from "./databases.ts";
import { timed } from "./measure.ts";

/** One way to read a tenant's project. Each call reads the next tenant's. @returns milliseconds. */
export type Rival = { operation(): Promise<number>; close(): Promise<unknown> };

export const poolSize = 8;
const columns = [
  ...(["id", "name", "description", "color", "status", "owner_id"] as const),
  ...(["archived_at", "created_at", "updated_at"] as const),
];

export function projectQuery(prefix = ""): string {
  return `select ${columns.join(", ")} from ${prefix}projects where id = $1`;
}

/** The request transaction as a loader runs it, over a pool like the web process's. */
export function requestTransaction(
  database: TestDatabase,
  tenants: readonly Tenant[],
  pooling: Partial<PoolOptions> = {},
): Rival {
  const url = database.url("tenantry_app");
  const pool = createPool({ url, size: poolSize, applicationName: "bench", ...pooling });
  const options = { pool, sealSecret: testSealSecret, readOnly: true, label: "bench" };
  const next = inTurn(tenants);
  const query = () =>
    inTenant(next(), options, (tx) =>
      tx.selectFrom("projects").select(columns).where("id", "=", firstId).execute(),
    );
  return { operation: () => timed(query), close: () => pool.close() };
}

/** The same select in autocommit by a superuser, whom no policy binds: the least a query costs over this driver. */
export function autocommit(database: TestDatabase, tenants: readonly Tenant[]): Rival {
  const sql = connect(database.url("admin"), "autocommit", poolSize);
  const next = inTurn(tenants.map(({ schema }) => projectQuery(`${schema}.`)));
  const query = () => sql.unsafe(next(), [firstId], { prepare: true });
  return { operation: () => timed(query), close: () => sql.end() };
}

/** The same transaction as in the driver's manual: every step awaits the one before. */
export function stepwise(database: TestDatabase, tenants: readonly Tenant[]): Rival {
  const sql = connect(database.url("tenantry_app"), "stepwise", poolSize);
  const next = inTurn(tenants.map(entryOf));
  const query = () =>
    sql.begin("read only", async (tx) => {
      const { text, values } = next();
      await tx.unsafe(text, values, { prepare: true });
      return await tx.unsafe(projectQuery(), [firstId], { prepare: true });
    });
  return { operation: () => timed(query), close: () => sql.end() };
}

/** A pool of a superuser for each tenant, at the driver's own size: isolation by connection alone. */
export function poolPerTenant(database: TestDatabase, tenants: readonly Tenant[]): Rival {
  const pools = tenants.map(({ schema }) => connect(database.url("admin"), "pool per tenant", 10, schema));
  const next = inTurn(pools);
  const query = () => next().unsafe(projectQuery(), [firstId], { prepare: true });
  return { operation: () => timed(query), close: () => Promise.all(pools.map((sql) => sql.end())) };
}

function inTurn<T>(entries: readonly T[]): () => T {
  let calls = 0;
  return () => entries[calls++ % entries.length] as T;
}

function connect(url: string, name: string, max: number, search_path = "public"): postgres.Sql {
  const connection = { application_name: `rival ${name}`, search_path };
  return postgres(url, { max, connection, fetch_types: false, onnotice: () => {} });
}
