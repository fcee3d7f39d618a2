import type postgres from "postgres";
import { load } from "#scripts/bench/load.ts";
import { applications, type Rival } from "./rivals.ts";

/** Looks for half a second, while requests run, how many connections they have at most, and how many the pools per tenant. */
export async function countConnections(
  admin: postgres.Sql,
  requests: Rival,
  concurrency: number,
): Promise<{ ours: number; perTenant: number }> {
  const most = { ours: 0, perTenant: 0 };
  let isRunning = true;
  const running = load(requests.operation, { concurrency, milliseconds: 500 }).finally(() => {
    isRunning = false;
  });
  while (isRunning) {
    // A session that is in a tenant bears the tenant's name, so ours are all that are no rival's.
    const [now] = await admin<{ ours: number; perTenant: number }[]>`
      select
        count(*) filter (where application_name not like 'rival %')::int as ours,
        count(*) filter (where application_name = ${applications.perTenant})::int as "perTenant"
      from pg_stat_activity where datname = current_database() and usename = 'tenantry_app'`;
    most.ours = Math.max(most.ours, now?.ours ?? 0);
    most.perTenant = Math.max(most.perTenant, now?.perTenant ?? 0);
    await Bun.sleep(5);
  }
  await running;
  return most;
}
