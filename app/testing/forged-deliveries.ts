import type postgres from "postgres";
import type { Pool } from "#db/tenant/pool.ts";

/**
 * Stores forged deliveries as SQL in the web process's role can: `count` in all, half in the queue of `organizationId` and
 * half in a queue of their own, in as few calls as possible.
 */
export async function storeForged(web: Pool, count: number, organizationId: string): Promise<void> {
  const body = JSON.stringify({
    type: "organization.updated",
    data: { id: organizationId, filler: "x".repeat(900) },
  });
  for (let first = 0; first < count; first += 100) {
    const rows = Array.from({ length: Math.min(100, count - first) }, (_, index) => ({
      ...{
        svix_id: `forged_${organizationId}_${first + index}`,
        svix_timestamp: "1790000000",
        svix_signature: "v1,Zm9yZ2Vk",
        body,
      },
      queue: index % 2 === 0 ? organizationId : `org_forged_${first + index}`,
    }));
    await web.use(
      (client: postgres.Sql) => client`select app.store_deliveries(${JSON.stringify(rows)}::text::json)`,
    );
  }
}
