import { type Backend, Session } from "./session.ts";

/** How long the look may take, in milliseconds, for connecting and for its answer. */
const patience = 3000;

/**
 * Asks over a new connection of the same role whether a backend works on a query, for connections whose statements may take
 * hours (`isStillWorking` of SessionOptions). One that waits for its client is ended, so that its locks do not outlive a
 * connection that is given up. The returned function rejects when the database does not answer.
 */
export function stillWorkingOver(url: string): (backend: Backend) => Promise<boolean> {
  return async ({ pid, age }) => {
    const session = new Session({
      ...{ url, applicationName: "tenantry look", connectTimeout: patience, answerTimeout: patience },
    });
    try {
      return await look(session, pid, age);
    } finally {
      await session.end(0);
    }
  };
}

/**
 * A backend that changed its state a moment ago may be between two queries. One that is active and waits for its client has
 * not received the end of the query, or cannot deliver the answer. A younger backend is another one with the same pid.
 */
async function look({ client }: Session, pid: number, age: number): Promise<boolean> {
  const [row] = await client<{ works: boolean }[]>`
    select seen.works, case when not seen.works then pg_terminate_backend(a.pid) end as ended
    from pg_stat_activity a cross join lateral (
      select (a.state = 'active' and a.wait_event_type is distinct from 'Client')
        or a.state_change > clock_timestamp() - interval '1 s' as works
    ) as seen
    where a.pid = ${pid}::int and a.usename = current_user
      and a.backend_start <= clock_timestamp() - make_interval(secs => ${age / 1000 - 1}::float8)`;
  return row?.works ?? false;
}
