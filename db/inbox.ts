import type postgres from "postgres";
import type { Pool } from "./pool.ts";

/** A webhook as it came. The headers are kept because the worker checks the signature once more. */
export type Delivery = { svixId: string; svixTimestamp: string; svixSignature: string; body: string };

/** Stores a delivery that was verified; one that is there already changes nothing. `web` is a pool of tenantry_web. */
export async function storeDelivery(web: Pool, delivery: Delivery): Promise<void> {
  const { svixId, svixTimestamp, svixSignature, body } = delivery;
  await web.use(async (client) => {
    // Without a conflict target no SELECT right is needed: the role that adds can read nothing back.
    await client`
      insert into public.inbox (svix_id, svix_timestamp, svix_signature, body)
      values (${svixId}, ${svixTimestamp}, ${svixSignature}, ${body}) on conflict do nothing`;
    await client`select pg_catalog.pg_notify('inbox', '')`;
  });
}

type Outcome = "done" | "ignored";

/**
 * Takes the next delivery that is due and hands it to `apply`, under a row lock, so that workers share the work.
 * When `apply` throws, the delivery waits longer each time, and after ten attempts it is dead until it is replayed.
 * @param sql a pool of tenantry_owner with at least two connections.
 * @returns false when nothing was due.
 */
export async function processNext(
  sql: postgres.Sql,
  apply: (delivery: Delivery) => Promise<Outcome>,
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const [row] = await tx<(Delivery & { attempts: number })[]>`
      select svix_id as "svixId", svix_timestamp as "svixTimestamp", svix_signature as "svixSignature", body, attempts
      from public.inbox where status = 'waiting' and next_attempt <= now()
      order by next_attempt limit 1 for update skip locked`;
    if (!row) return false;
    try {
      const outcome = await apply(row);
      await tx`update public.inbox set status = ${outcome}, attempts = attempts + 1, finished_at = now(), error = null
        where svix_id = ${row.svixId}`;
    } catch (error) {
      await postpone(tx, row, error);
    }
    return true;
  });
}

async function postpone(tx: postgres.TransactionSql, row: Delivery & { attempts: number }, error: unknown) {
  const attempts = row.attempts + 1;
  const seconds = Math.min(2 ** attempts, 600);
  await tx`
    update public.inbox set attempts = ${attempts}, error = ${String(error).slice(0, 1000)},
      status = ${attempts >= 10 ? "dead" : "waiting"}, next_attempt = now() + make_interval(secs => ${seconds})
    where svix_id = ${row.svixId}`;
}
