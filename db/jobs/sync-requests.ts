import type { Pool } from "#db/tenant/pool.ts";
import type { TenantStatus } from "#db/tenant/tenant.ts";

/**
 * Asks the worker to bring an organization in line with Clerk, over the routing role. Asked by many at once, by any number
 * of processes, it is done once.
 * @returns false when too many organizations are asked for already, or the id is none of Clerk's.
 */
export async function askForSync(web: Pool, organizationId: string): Promise<boolean> {
  return await web.use(async (client) => {
    const [row] = await client<{ asked: boolean }[]>`select app.ask_for_sync(${organizationId}) as asked`;
    return row?.asked ?? false;
  });
}

/** How far the tenant of an organization is, also while it is made; undefined when nothing is known of it. */
export async function findProgress(web: Pool, organizationId: string): Promise<TenantStatus | undefined> {
  return await web.use(async (client) => {
    const [row] = await client<{ status: TenantStatus | null }[]>`
      select app.find_progress(${organizationId}) as status`;
    return row?.status ?? undefined;
  });
}
