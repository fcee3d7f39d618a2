import type postgres from "postgres";
import type { Pool } from "#db/tenant/pool.ts";
import type { Delivery } from "./delivery.ts";
import { DeliveryBatcher } from "./delivery-batcher.ts";

/** After so many attempts a delivery is dead, until somebody retries it. The waits between them come to 16 hours. */
export const mostAttempts = 12;

const lines = new WeakMap<Pool, DeliveryBatcher>();

/** How long deliveries are kept once they are done or ignored, in days. */
const keptDays = 30;

/**
 * Stores a delivery that was verified, with a job that applies it; one that is there already changes nothing. Those that
 * come while others are being stored are stored together. It returns after the COMMIT of its own.
 * @param web a pool of tenantry_web.
 * @param queue deliveries of the same queue are applied one after the other.
 */
export async function storeDelivery(web: Pool, delivery: Delivery, queue?: string): Promise<void> {
  const line = lines.get(web) ?? new DeliveryBatcher(web);
  lines.set(web, line);
  await line.store({ ...delivery, queue });
}

/** What is stored under this id, if it waits to be applied. For the owner, as all that follows. */
export async function findWaiting(sql: postgres.Sql, svixId: string): Promise<Delivery | undefined> {
  const [row] = await sql<Delivery[]>`
    select svix_id as "svixId", svix_timestamp as "svixTimestamp", svix_signature as "svixSignature", body
    from public.inbox where svix_id = ${svixId} and status = 'waiting'`;
  return row && { ...row };
}

/** Writes down that a delivery was applied. */
export async function finishDelivery(
  sql: postgres.Sql,
  svixId: string,
  outcome: "done" | "ignored",
): Promise<void> {
  await sql`
    update public.inbox set status = ${outcome}, attempts = attempts + 1, finished_at = now(), error = null
    where svix_id = ${svixId} and status = 'waiting'`;
}

/** Writes down that an attempt failed. @returns whether that was the last: the delivery is dead then. */
export async function failDelivery(sql: postgres.Sql, svixId: string, error: unknown): Promise<boolean> {
  const [row] = await sql<{ status: string }[]>`
    update public.inbox set attempts = attempts + 1, error = ${String(error).slice(0, 1000)},
      status = case when attempts + 1 >= ${mostAttempts} then 'dead' else status end,
      finished_at = case when attempts + 1 >= ${mostAttempts} then now() end
    where svix_id = ${svixId} and status = 'waiting' returning status`;
  return row?.status === "dead";
}

export const inboxStatuses = ["waiting", "done", "ignored", "dead"] as const;
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

/** The latest deliveries, newest first, without bodies of more than 64 KiB. */
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

/** Has these deliveries applied again, whatever became of them. @returns the ids of those that there are. */
export async function retryDeliveries(sql: postgres.Sql, svixIds: readonly string[]): Promise<string[]> {
  return await again(sql, sql`svix_id in ${sql([...svixIds])}`);
}

/** Has all deliveries since then applied again, behind what comes in meanwhile. @returns how many. */
export async function replayDeliveries(sql: postgres.Sql, since: Date): Promise<number> {
  return (await again(sql, sql`received_at >= ${since}`)).length;
}

/** Forgets old deliveries that are done or ignored. Dead ones stay. @returns how many. */
export async function pruneInbox(sql: postgres.Sql): Promise<number> {
  const { count } = await sql`
    delete from public.inbox
    where status in ('done', 'ignored') and received_at < now() - make_interval(days => ${keptDays})`;
  return count;
}

/** Deliveries that wait for a day and have no job, as after a restore of the inbox alone, are dead: somebody may retry them. */
export async function buryStranded(sql: postgres.Sql): Promise<number> {
  const { count } = await sql`
    update public.inbox set status = 'dead', error = 'There is no job for it any more', finished_at = now()
    where status = 'waiting' and received_at < now() - interval '1 day'
      and not exists (select from jobs.jobs j where j.key = svix_id and j.attempts < j.max_attempts)`;
  return count;
}

async function again(sql: postgres.Sql, which: postgres.Fragment): Promise<string[]> {
  const rows = await sql<{ svixId: string }[]>`
    with chosen as (
      update public.inbox set status = 'waiting', attempts = 0, error = null, finished_at = null where ${which}
      returning svix_id, queue)
    select (jobs.add_job('apply-delivery', json_build_object('svixId', svix_id), queue_name => queue,
      job_key => svix_id, priority => 10)).key as "svixId" from chosen`;
  return rows.map(({ svixId }) => svixId);
}

function entryColumns(sql: postgres.Sql) {
  return sql`svix_id as "svixId", received_at as "receivedAt", status, attempts, finished_at as "finishedAt", error, queue`;
}
