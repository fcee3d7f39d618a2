import type { Pool } from "#db/tenant/pool.ts";
import { inTenant, type TenantTransactionOptions } from "#db/tenant/transaction.ts";

type Fleet = { id: string | null; schema_name: string | null; is_read_only: boolean };

/**
 * Reads from a random tenant through the guard, like a request. `sampled`: there is one.
 * `isReadOnly`: a standby, or set so: pages are served, and every write is answered 503.
 * @throws when the database or the sampled tenant cannot be read.
 */
export async function checkFleet(
  web: Pool,
  options: Omit<TenantTransactionOptions, "readOnly">,
): Promise<{ sampled: boolean; isReadOnly: boolean }> {
  const [fleet] = await web.use(
    (client) => client<Fleet[]>`
      select id, schema_name, current_setting('transaction_read_only') = 'on' as is_read_only
      from app.sample_fleet()`,
  );
  if (!fleet) throw new Error("app.sample_fleet returned no row");
  const { id, schema_name: schema } = fleet;
  if (id && schema) {
    await inTenant({ id, schema }, { ...options, readOnly: true }, (tx) =>
      tx.selectFrom("projects").select("id").limit(1).execute(),
    );
  }
  return { sampled: id !== null, isReadOnly: fleet.is_read_only };
}
