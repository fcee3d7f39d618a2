import type postgres from "postgres";
import type { Delivery } from "./delivery.ts";

/** Of one query. The last delivery may exceed the bytes. */
const maxBatch = { deliveries: 2000, bytes: 16 * 1024 * 1024 };

/** Forged deliveries to keep, for an operator who may have forgotten a signing secret: so many, each up to so many bytes. */
const maxForged = { deliveries: 1000, bytes: 64 * 1024 };

/**
 * Deliveries that nobody has verified since they were stored: those that have waited longest, or those that came last. Oldest
 * first in either case. For the owner, like everything below.
 */
export async function listNew(sql: postgres.Sql, from: "oldest" | "newest"): Promise<Delivery[]> {
  const inward = from === "oldest" ? sql`received_at, svix_id` : sql`received_at desc, svix_id desc`;
  const rows = await sql.begin(async (tx) => {
    // After a flood the planner knows nothing of it yet, and would read and sort all new deliveries for each batch.
    await tx`set local enable_sort = off`;
    return await tx<Delivery[]>`
      select svix_id as "svixId", svix_timestamp as "svixTimestamp", svix_signature as "svixSignature", body
      from (
        select *, sum(bytes) over (order by ${inward}) - bytes as before from (
          select svix_id, svix_timestamp, svix_signature, body, received_at, bytes from public.inbox
          where status = 'waiting' and not is_queued order by ${inward}
          limit ${maxBatch.deliveries}) as nearest) as listed
      where before < ${maxBatch.bytes} order by ${inward}`;
  });
  return from === "oldest" ? [...rows] : rows.toReversed();
}

/** Adds the jobs that apply these new deliveries. Urgent ones come before the others. */
export async function queueNew(
  sql: postgres.Sql,
  deliveries: readonly { svixId: string; isUrgent: boolean }[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await sql`
    with wanted as (
      select "svixId" as id, "isUrgent" as is_urgent
      from json_to_recordset(${JSON.stringify(deliveries)}::text::json) as d ("svixId" text, "isUrgent" boolean)),
    queued as (
      update public.inbox set is_queued = true from wanted where svix_id = wanted.id and not is_queued
      returning svix_id, queue, is_urgent, received_at)
    select from jobs.add_jobs((
      select coalesce(array_agg(row('apply-delivery', json_build_object('svixId', svix_id), queue, null, null, svix_id,
        case when is_urgent then -1 end, null)::jobs.job_spec order by received_at, svix_id), '{}') from queued))`;
}

/** Ends these new deliveries as forged, and deletes those that are more or larger than we keep. @returns how many were new. */
export async function endForged(sql: postgres.Sql, svixIds: readonly string[]): Promise<number> {
  if (svixIds.length === 0) return 0;
  const [row] = await sql<{ count: number }[]>`
    with chosen as (
      select svix_id, bytes <= ${maxForged.bytes}
        and row_number() over () + (select count(*) from public.inbox where status = 'forged') <= ${maxForged.deliveries}
        as is_kept
      from public.inbox where svix_id in (${ids(sql, svixIds)}) and status = 'waiting' and not is_queued),
    kept as (
      update public.inbox set status = 'forged', finished_at = now(), error = 'None of our signing secrets made its signature'
      where svix_id in (select svix_id from chosen where is_kept)),
    deleted as (
      delete from public.inbox where svix_id in (select svix_id from chosen where not is_kept))
    select count(*)::int as count from chosen`;
  return row?.count ?? 0;
}

/** As JSON, because the driver would have to look up the array's type. */
function ids(sql: postgres.Sql, svixIds: readonly string[]): postgres.Fragment {
  return sql`select json_array_elements_text(${JSON.stringify(svixIds)}::text::json)`;
}
