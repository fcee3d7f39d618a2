import type postgres from "postgres";
import type { Pool } from "./pool.ts";

/** A webhook as it came. The headers are kept because the worker checks the signature once more. */
export type Delivery = { svixId: string; svixTimestamp: string; svixSignature: string; body: string };

/** `dead` failed for good, until somebody has it tried again. */
export type DeliveryStatus = "waiting" | "done" | "ignored" | "dead";

/**
 * Stores a delivery that was verified, with its job; one that is there already changes nothing. One round trip.
 * @param web a pool of tenantry_web.
 * @param queue what is done one after another: the organization's id, or the person's.
 */
export async function storeDelivery(web: Pool, delivery: Delivery, queue: string): Promise<void> {
  const { svixId, svixTimestamp, svixSignature, body } = delivery;
  await web.use(async (client) => {
    await client`select app.receive_delivery(${svixId}, ${svixTimestamp}, ${svixSignature}, ${body}, ${queue})`;
  });
}

/** Asks the worker to look at an organization at once. @returns false when too much was asked already. */
export async function askForSync(web: Pool, organizationId: string): Promise<boolean> {
  return await web.use(async (client) => {
    const [row] = await client<{ asked: boolean }[]>`select app.ask_for_sync(${organizationId}) as asked`;
    return row?.asked ?? false;
  });
}

export type StoredDelivery = Delivery & { status: DeliveryStatus };

/** Undefined for a job of which there is no delivery: somebody made it up. */
export async function findDelivery(sql: postgres.ISql, svixId: string): Promise<StoredDelivery | undefined> {
  const [row] = await sql<StoredDelivery[]>`
    select svix_id as "svixId", svix_timestamp as "svixTimestamp", svix_signature as "svixSignature", body, status
    from public.inbox where svix_id = ${svixId}`;
  return row && { ...row };
}

/** Writes what came of an attempt. An error stays until an attempt succeeds. */
export async function recordAttempt(
  sql: postgres.ISql,
  svixId: string,
  { status, error = null }: { status: DeliveryStatus; error?: string | null },
): Promise<void> {
  await sql`
    update public.inbox set status = ${status}, attempts = attempts + 1, error = ${error?.slice(0, 1000) ?? null},
      finished_at = ${status === "waiting" ? null : sql`now()`}
    where svix_id = ${svixId}`;
}

/** Forgets deliveries that were done or ignored this many days ago. @returns how many. */
export async function pruneInbox(sql: postgres.ISql, days: number): Promise<number> {
  const { count } = await sql`
    delete from public.inbox where status in ('done', 'ignored') and finished_at < now() - make_interval(days => ${days})`;
  return count;
}
