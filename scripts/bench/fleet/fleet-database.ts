import type { TestDatabase } from "#db/testing/database.ts";
import { withServer } from "#scripts/bench/servers.ts";
import { asAdmin, type BenchTenant, provisionMany, seedProjects } from "#scripts/bench/tenants.ts";

export const warmTenants = 10;

export type Fleet = {
  database: TestDatabase;
  tenants: BenchTenant[];
  /** On the same server: only ten tenants. */
  small: { database: TestDatabase; tenants: BenchTenant[] };
};

/** Calls `fn` with a server that has a database of `size` tenants and one of ten. 10,000 take minutes. */
export async function withFleet<T>(size: number, fn: (fleet: Fleet) => Promise<T>): Promise<T> {
  return await withServer(async (newDatabase) => {
    const [database, smallDatabase] = [await newDatabase(), await newDatabase()];
    const tenants = await provisionMany(database, size);
    const few = await provisionMany(smallDatabase, warmTenants);
    await seedProjects(database.owner, tenants.slice(0, warmTenants));
    await seedProjects(smallDatabase.owner, few);
    // Otherwise autovacuum does it during the measurement.
    for (const one of [database, smallDatabase]) await asAdmin(one, (admin) => admin`vacuum analyze`);
    return await fn({ database, tenants, small: { database: smallDatabase, tenants: few } });
  });
}
