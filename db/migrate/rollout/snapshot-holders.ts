import type postgres from "postgres";

/** A transaction with a snapshot, of any role. `since` and `query` are null where the owner may not see them. */
export type Holder = {
  pid: number;
  role: string;
  application: string;
  since: string | null;
  query: string | null;
  snapshot: string;
};

/**
 * Whom CREATE and REINDEX INDEX CONCURRENTLY wait for: transactions of this database with a snapshot, but not those of the
 * server's own processes, which have no role. Only the first
 * words of a query are read, up to its first constant, which may be a secret. The engine's own sessions do not count.
 */
export async function listSnapshotHolders(sql: postgres.Sql): Promise<Holder[]> {
  return await sql<Holder[]>`
    select a.pid, a.usename as role, a.application_name as application, a.backend_xmin::text as snapshot,
      to_char(a.xact_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as since,
      case when a.xact_start is not null then substring(a.query from '^[[:space:]]*([[:alpha:]_."[:space:]]{1,40})') end as query
    from pg_catalog.pg_stat_activity a
    where a.datname = current_database() and a.backend_xmin is not null and a.pid <> pg_backend_pid()
      and a.usename is not null
      and not (a.usename = current_user and a.application_name like '% migrate')
    order by a.xact_start, a.pid`;
}

export function describeHolder({ pid, role, application, since, query }: Holder): string {
  const words = query?.replace(/\s+/g, " ").trim();
  const parts = [
    role,
    application && `"${application}"`,
    since && `since ${since} UTC`,
    words && `${words} …`,
  ];
  return `pid ${pid} (${parts.filter(Boolean).join(", ")})`;
}
