import type { Delivery } from "#db/jobs/delivery.ts";
import { endForged, listNew, queueNew } from "#db/jobs/new-deliveries.ts";
import { isAuthentic } from "./delivery.ts";
import type { SyncContext } from "./sync-context.ts";

/**
 * Verifies all new deliveries and queues the genuine ones, by turns from the newest and from the oldest: a genuine one waits
 * neither behind forged ones that came before it, nor for ever behind those that keep coming. Forged ones cost a signature
 * each: no job, no queue and no call to Clerk.
 * @returns how many of each there were.
 */
export async function queueDeliveries({
  sql,
  webhookSecrets,
}: Pick<SyncContext, "sql" | "webhookSecrets">): Promise<{ genuine: number; forged: number }> {
  const counts = { genuine: 0, forged: 0 };
  let batch = await listNew(sql, "newest");
  for (let turn = 1; batch.length > 0; turn++) {
    const { genuine = [], forged = [] } = Object.groupBy(batch, (delivery) =>
      isAuthentic(delivery, webhookSecrets) ? "genuine" : "forged",
    );
    await queueNew(
      sql,
      genuine.map(({ svixId, body }) => ({ svixId, isUrgent: isRemoval(body) })),
    );
    // The next batch is read while this one is deleted. If few are left, it shows some of them again.
    const [ended, next] = await Promise.all([
      endForged(sql, forged.map(idOf)),
      listNew(sql, turn % 2 === 0 ? "newest" : "oldest"),
    ]);
    counts.genuine += genuine.length;
    counts.forged += ended;
    batch = next;
  }
  return counts;
}

function idOf({ svixId }: Delivery): string {
  return svixId;
}

/** What takes rights away needs no answer from Clerk, and must not wait behind what does. */
function isRemoval(body: string): boolean {
  try {
    return String((JSON.parse(body) as Record<string, unknown>).type).endsWith(".deleted");
  } catch {
    return false;
  }
}
