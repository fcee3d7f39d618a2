import type { Routing } from "./backend-watch.ts";
import type { SessionOptions } from "./session.ts";

export type PoolOptions = SessionOptions & {
  /** Maximum number of connections. */
  size: number;
  /**
   * A pool of tenantry_web, over which this one, of tenantry_app, looks whether the backends of closed connections are gone.
   * Without it, and behind a pooler, where the backends are the pooler's, a closed connection is taken for gone.
   */
  routing?: Routing;
  /** How long the backend of a closed connection may go on before it is terminated, in milliseconds; 5,000 by default. */
  maxAbandoned?: number;
  /** Connections that one tenant may hold; by default all but one, so that other tenants find one. */
  maxPerTenant?: number;
  /** Maximum number of waiting callers; further ones are refused. 1,000 by default. */
  maxWaiting?: number;
  /** How long a caller waits for a connection, in milliseconds; 5,000 by default. */
  maxWait?: number;
  /** The age at which a connection is replaced, in milliseconds; half an hour by default. */
  maxAge?: number;
  /** A connection is replaced after this many tenants, 2,000 by default: its backend keeps 94 KB for each. */
  maxTenants?: number;
};

export type PoolLimits = Required<Omit<PoolOptions, keyof SessionOptions | "routing">>;

export function withDefaults(options: PoolOptions): PoolLimits {
  return {
    maxPerTenant: Math.max(1, options.size - 1),
    maxWaiting: 1000,
    maxWait: 5000,
    maxAge: 30 * 60_000,
    maxTenants: 2000,
    maxAbandoned: 5000,
    ...options,
  };
}
