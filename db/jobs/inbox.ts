import type postgres from "postgres";
import type { Pool } from "#db/tenant/pool.ts";
import type { Delivery } from "./delivery.ts";
import { DeliveryBatcher } from "./delivery-batcher.ts";

/** After this many attempts, over 16 hours, a delivery is dead until an operator retries it. */
export const maxAttempts = 12;

const batchers = new WeakMap<Pool, DeliveryBatcher>();

/** Retention of deliveries that are done or ignored, in days. */
const retentionDays = 30;

/**
 * Stores a verified delivery together with the job that queues it. Storing it again changes nothing. Concurrent deliveries
 * share a statement. Returns after COMMIT.
 * @param web a pool of tenantry_web.
 * @param queue deliveries of one queue are applied one after the other.
 * @throws an error with the code "overloaded" when too many deliveries are waiting, here or in the database.
 */
export async function storeDelivery(web: Pool, delivery: Delivery, queue?: string): Promise<void> {
  const batcher = batchers.get(web) ?? new DeliveryBatcher(web);
  batchers.set(web, batcher);
  await batcher.store({ ...delivery, queue });
}

/** The delivery with this id, if it is waiting. For the owner, like everything below. */
export async function findWaiting(sql: postgres.Sql, svixId: string): Promise<Delivery | undefined> {
  const [row] = await sql<Delivery[]>`
    select svix_id as "svixId", svix_timestamp as "svixTimestamp", svix_signature as "svixSignature", body
    from public.inbox where svix_id = ${svixId} and status = 'waiting'`;
  return row && { ...row };
}

/** Records that a delivery was applied. */
export async function finishDelivery(
  sql: postgres.Sql,
  svixId: string,
  outcome: "done" | "ignored",
): Promise<void> {
  await sql`
    update public.inbox set status = ${outcome}, attempts = attempts + 1, finished_at = now(), error = null
    where svix_id = ${svixId} and status = 'waiting'`;
}

/** Records a failed attempt. @returns whether it was the last, and the delivery is now dead. */
export async function failDelivery(sql: postgres.Sql, svixId: string, error: unknown): Promise<boolean> {
  const [row] = await sql<{ status: string }[]>`
    update public.inbox set attempts = attempts + 1, error = ${String(error).slice(0, 1000)},
      status = case when attempts + 1 >= ${maxAttempts} then 'dead' else status end,
      finished_at = case when attempts + 1 >= ${maxAttempts} then now() end
    where svix_id = ${svixId} and status = 'waiting' returning status`;
  return row?.status === "dead";
}

export const inboxStatuses = ["waiting", "done", "ignored", "forged", "dead"] as const;
export type InboxStatus = (typeof inboxStatuses)[number];

export type InboxEntry = {
  svixId: string;
  receivedAt: Date;
  status: InboxStatus;
  attempts: number;
  finishedAt: Date | null;
  error: string | null;
  queue: string | null;
  body: string;
};

/** The latest deliveries, newest first, without bodies above 64 KiB. */
export async function listEntries(
  sql: postgres.Sql,
  { status, limit }: { status?: InboxStatus | undefined; limit: number },
): Promise<InboxEntry[]> {
  const rows = await sql<InboxEntry[]>`
    select ${entryColumns(sql)}, case when octet_length(body) <= 65536 then body else '' end as body
    from public.inbox where ${status ? sql`status = ${status}` : sql`true`}
    order by received_at desc, svix_id limit ${limit}`;
  return rows.map((row) => ({ ...row }));
}

export async function findEntry(sql: postgres.Sql, svixId: string): Promise<InboxEntry | undefined> {
  const [row] = await sql<InboxEntry[]>`
    select ${entryColumns(sql)}, body from public.inbox where svix_id = ${svixId}`;
  return row && { ...row };
}

/** Queues these deliveries again, whatever their status. @returns the ids of those that exist. */
export async function retryDeliveries(sql: postgres.Sql, svixIds: readonly string[]): Promise<string[]> {
  return await again(sql, sql`svix_id in ${sql([...svixIds])}`);
}

/** Queues all deliveries since then again, behind new ones. @returns how many. */
export async function replayDeliveries(sql: postgres.Sql, since: Date): Promise<number> {
  return (await again(sql, sql`received_at >= ${since}`)).length;
}

/** Deletes old deliveries that are done, ignored or forged. Dead ones stay. @returns how many. */
export async function pruneInbox(sql: postgres.Sql): Promise<number> {
  const { count } = await sql`
    delete from public.inbox
    where status in ('done', 'ignored', 'forged') and received_at < now() - make_interval(days => ${retentionDays})`;
  return count;
}

/** Deliveries that wait for a day and have no job, as after a restore of the inbox alone, are dead: an operator may retry them. */
export async function buryStranded(sql: postgres.Sql): Promise<number> {
  const { count } = await sql`
    update public.inbox set status = 'dead', error = 'There is no job for it any more', finished_at = now()
    where status = 'waiting' and received_at < now() - interval '1 day'
      and not exists (select from jobs.jobs j
        where j.key = case when is_queued then svix_id else 'queue-deliveries' end and j.attempts < j.max_attempts)`;
  return count;
}

async function again(sql: postgres.Sql, which: postgres.Fragment): Promise<string[]> {
  const rows = await sql<{ svixId: string }[]>`
    with chosen as (
      update public.inbox set status = 'waiting', attempts = 0, error = null, finished_at = null, is_queued = true
      where ${which} returning svix_id, queue)
    select (jobs.add_job('apply-delivery', json_build_object('svixId', svix_id), queue_name => queue,
      job_key => svix_id, priority => 10)).key as "svixId" from chosen`;
  return rows.map(({ svixId }) => svixId);
}

function entryColumns(sql: postgres.Sql) {
  return sql`svix_id as "svixId", received_at as "receivedAt", status, attempts, finished_at as "finishedAt", error, queue`;
}
