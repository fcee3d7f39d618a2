import postgres from "postgres";
import { createPool } from "#db/tenant/pool.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import type { Operation } from "#scripts/bench/load.ts";
import { type BenchTenant, projectColumns, projectId } from "#scripts/bench/tenants.ts";

/** One way to read the project of a tenant. Each call reads that of the next tenant. */
export type Rival = {
  operation: Operation;
  close(): Promise<unknown>;
};

export const poolSize = 8;
export const projectQuery = `select ${projectColumns.join(", ")} from projects where id = $1`;

/** What the connections of the others are called in pg_stat_activity. */
export const applications = {
  bare: "rival bare",
  stepwise: "rival stepwise",
  perTenant: "rival pool per tenant",
};

/** The request transaction as a loader has it, over a pool as the web process opens it. */
export function requestTransaction(database: TestDatabase, tenants: readonly BenchTenant[]): Rival {
  const pool = createPool({
    url: database.url("tenantry_app"),
    size: poolSize,
    applicationName: "bench requests",
  });
  const options = { pool, sealSecret: testSealSecret, readOnly: true, label: "bench" };
  const next = inTurn(tenants);
  const operation = () =>
    inTenant(next(), options, (tx) =>
      tx.selectFrom("projects").select(projectColumns).where("id", "=", projectId).execute(),
    );
  return { operation, close: () => pool.close() };
}

/** The same select in autocommit, on a table without a guard: as little as a query can cost over this driver. */
export function bare(database: TestDatabase, tenants: readonly BenchTenant[]): Rival {
  const sql = connect(database, { max: poolSize, connection: { application_name: applications.bare } });
  const next = inTurn(tenants);
  const operation = () =>
    sql.unsafe(projectQuery.replace("projects", `${next().plainSchema}.projects`), [projectId], {
      prepare: true,
    });
  return { operation, close: () => sql.end() };
}

/** The same transaction as the driver's manual shows it: every step waits for the one before. */
export function stepwise(database: TestDatabase, tenants: readonly BenchTenant[]): Rival {
  const sql = connect(database, { max: poolSize, connection: { application_name: applications.stepwise } });
  const next = inTurn(tenants);
  const operation = () =>
    sql.begin("read only", async (tx) => {
      const { schema, id, key } = next();
      await tx`select app.enter_tenant(${schema}, ${id}, ${key}, ${applications.stepwise})`;
      return await tx.unsafe(projectQuery, [projectId], { prepare: true });
    });
  return { operation, close: () => sql.end() };
}

/** A pool for each tenant, at the driver's own size, on a table without a guard: isolation by connection alone. */
export function poolPerTenant(database: TestDatabase, tenants: readonly BenchTenant[]): Rival {
  const pools = tenants.map(({ plainSchema }) =>
    connect(database, {
      max: 10,
      connection: { application_name: applications.perTenant, search_path: plainSchema },
    }),
  );
  const next = inTurn(pools);
  const operation = () => next().unsafe(projectQuery, [projectId], { prepare: true });
  return { operation, close: () => Promise.all(pools.map((sql) => sql.end())) };
}

/** Hands the entries out one after the other, and begins again. */
export function inTurn<T>(entries: readonly T[]): () => T {
  let calls = 0;
  return () => entries[calls++ % entries.length] as T;
}

function connect(database: TestDatabase, options: postgres.Options<Record<string, never>>): postgres.Sql {
  const common = { fetch_types: false, onnotice: () => {} };
  return postgres(database.url("tenantry_app"), { ...common, ...options });
}
