import type { Pool } from "#db/tenant/pool.ts";
import { inTenant, type TenantTransactionOptions } from "#db/tenant/transaction.ts";
import { isDatabaseAway, isDomainError, Overloaded } from "./errors.ts";

type Sample = { tenants: string; id: string | null; schema_name: string | null; is_read_only: boolean };
type Options = Omit<TenantTransactionOptions, "readOnly" | "signal">;
type Unreadable = { schema: string; error: unknown };

/** How long one tenant may take, in milliseconds: one whose table is locked says nothing about the others. */
const longestRead = 800;

/**
 * Counts the active tenants and reads from a random one through the guard, like a request. If that one cannot be read, another
 * is tried, three at most: `unreadable` are those that failed before.
 * `isReadOnly`: a standby, or set so: pages are served, and every write is answered 503.
 * @throws when the database cannot be read, or none of the tenants that were tried.
 */
export async function checkFleet(
  web: Pool,
  options: Options,
): Promise<{ tenants: number; sampled: boolean; isReadOnly: boolean; unreadable: Unreadable[] }> {
  const samples = await web.use(
    (client) => client<Sample[]>`
      select tenants, id, schema_name, current_setting('transaction_read_only') = 'on' as is_read_only
      from app.sample_fleet()`,
  );
  const [fleet] = samples;
  if (!fleet) throw new Error("app.sample_fleet returned no row");
  const unreadable: Unreadable[] = [];
  let sampled = false;
  for (const { id, schema_name: schema } of samples) {
    if (!id || !schema || sampled) break;
    const error = await findFault({ id, schema }, options);
    if (error) unreadable.push({ schema, error });
    else sampled = true;
  }
  if (unreadable[0] && !sampled) throw new WorkspacesUnreadable({ cause: unreadable[0].error });
  return { tenants: Number(fleet.tenants), sampled, isReadOnly: fleet.is_read_only, unreadable };
}

/** The database answers, and no tenant that was tried could be read: this process's seal, or what they have in common, is wrong. */
export class WorkspacesUnreadable extends Error {
  override name = "WorkspacesUnreadable";
  constructor(options: { cause: unknown }) {
    super("None of the sampled tenants could be read", options);
  }
}

/** Why this tenant cannot be read. @throws if it is not about this tenant. */
async function findFault(tenant: { id: string; schema: string }, options: Options): Promise<unknown> {
  let isEntered = false;
  const signal = AbortSignal.timeout(longestRead);
  try {
    await inTenant(tenant, { ...options, readOnly: true, signal }, (tx) => {
      isEntered = true;
      return tx.selectFrom("projects").select("id").limit(1).execute();
    });
    return undefined;
  } catch (error) {
    if (signal.aborted && !isEntered) throw new Overloaded("no connection became free for the health check");
    if (isDatabaseAway(error) || isDomainError(error)) throw error;
    return error;
  }
}
