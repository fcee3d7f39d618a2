import type { Pool } from "#db/tenant/pool.ts";
import type { TenantStatus } from "#db/tenant/tenant.ts";

/**
 * Asks the worker to sync an organization with Clerk, over the routing role. Concurrent requests share one job.
 * @returns false if too many organizations are waiting, or the id is not one of Clerk's.
 */
export async function askForSync(web: Pool, organizationId: string): Promise<boolean> {
  return await web.use(async (client) => {
    const [row] = await client<{ asked: boolean }[]>`select app.ask_for_sync(${organizationId}) as asked`;
    return row?.asked ?? false;
  });
}

/** The status of an organization's tenant, also while it is being provisioned; undefined without one. */
export async function findProgress(web: Pool, organizationId: string): Promise<TenantStatus | undefined> {
  return await web.use(async (client) => {
    const [row] = await client<{ status: TenantStatus | null }[]>`
      select app.find_progress(${organizationId}) as status`;
    return row?.status ?? undefined;
  });
}
