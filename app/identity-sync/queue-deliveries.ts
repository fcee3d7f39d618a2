import { endForged, listNew, queueNew } from "#db/jobs/new-deliveries.ts";
import { isAuthentic } from "./delivery.ts";
import type { SyncContext } from "./sync-context.ts";

/**
 * Verifies all new deliveries, oldest first, and queues the genuine ones. Forged ones cost a signature each: no job, no
 * queue and no call to Clerk, so that a genuine delivery among many of them is applied within seconds.
 * @returns how many of each there were.
 */
export async function queueDeliveries({
  sql,
  webhookSecrets,
}: Pick<SyncContext, "sql" | "webhookSecrets">): Promise<{ genuine: number; forged: number }> {
  const counts = { genuine: 0, forged: 0 };
  for (let batch = await listNew(sql); batch.length > 0; batch = await listNew(sql)) {
    const { genuine = [], forged = [] } = Object.groupBy(batch, (delivery) =>
      isAuthentic(delivery, webhookSecrets) ? "genuine" : "forged",
    );
    await queueNew(
      sql,
      genuine.map(({ svixId, body }) => ({ svixId, isUrgent: isRemoval(body) })),
    );
    if (forged.length > 0)
      await endForged(
        sql,
        forged.map(({ svixId }) => svixId),
      );
    counts.genuine += genuine.length;
    counts.forged += forged.length;
  }
  return counts;
}

/** What takes rights away needs no answer from Clerk, and must not wait behind what does. */
function isRemoval(body: string): boolean {
  try {
    return String((JSON.parse(body) as Record<string, unknown>).type).endsWith(".deleted");
  } catch {
    return false;
  }
}
