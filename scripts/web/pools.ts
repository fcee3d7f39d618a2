import type { WebEnv } from "#app/env.server.ts";
import { createPool, type Pool } from "#db/tenant/pool.ts";

/** The connections of a web process for looking tenants up, beside `poolSize` for tenants' transactions. */
export function routingPoolSize(poolSize: number): number {
  return Math.max(2, Math.ceil(poolSize / 4));
}

/**
 * How long a routing connection may be silent, in milliseconds. Its statements take a few, every request may wait for one, and
 * a connection that lies dead must not keep them.
 */
const routingTimeout = 3000;

type PoolEnv = Pick<WebEnv, "DATABASE_URL" | "DATABASE_WEB_URL" | "DATABASE_POOL_SIZE" | "DATABASE_POOLER">;

/** The web process's pools: for tenants' transactions, and for routing. They connect when they are used. */
export function openPools(env: PoolEnv): { appPool: Pool; webPool: Pool } {
  const pooler = env.DATABASE_POOLER;
  const webPool = createPool({
    ...{ url: env.DATABASE_WEB_URL, pooler, applicationName: "tenantry routing" },
    size: routingPoolSize(env.DATABASE_POOL_SIZE),
    ...{ connectTimeout: routingTimeout, answerTimeout: routingTimeout },
  });
  const appPool = createPool({
    ...{ url: env.DATABASE_URL, pooler, applicationName: "tenantry web" },
    size: env.DATABASE_POOL_SIZE,
    routing: webPool,
  });
  return { appPool, webPool };
}
