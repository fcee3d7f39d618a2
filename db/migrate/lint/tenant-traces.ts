import type postgres from "postgres";
import type { Fact } from "./catalog.ts";

/** `writer` is the transaction that wrote the object's row in the catalog; null for an object that is only locked. */
type Trace = { kind: string; oid: string; writer: string | null; object: string | null };

/**
 * Tenants' schemas, and relations and functions in them, that this transaction locked, created, changed or dropped.
 * PostgreSQL keeps such locks until the transaction ends, also on what is gone.
 * @param outside another session: there, what the transaction dropped or renamed still has its name.
 */
export async function listTenantTraces(tx: postgres.ISql, outside: postgres.Sql): Promise<Fact[]> {
  const traces = await tx.unsafe<Trace[]>(ownTraces);
  const oids = [...new Set(traces.map(({ oid }) => oid))];
  const committed = await outside.unsafe<Trace[]>(committedNames, [`{${oids.join()}}`]);
  const committedByKey = new Map(committed.map((trace) => [keyOf(trace), trace]));
  const objects = traces.flatMap((trace) => {
    const before = committedByKey.get(keyOf(trace));
    // Another transaction that committed in the meantime wrote the same row for both sessions.
    const isForeign = trace.writer !== null && trace.writer === before?.writer;
    return isForeign ? [] : [before?.object ?? "", trace.object ?? ""];
  });
  return [...new Set(objects)]
    .filter((object) => object.startsWith("tenant_"))
    .map((object) => ({ rule: "tenant-schema", relation: 0, column: 0, id: "", state: "", object }));
}

function keyOf({ kind, oid }: Trace): string {
  return `${kind} ${oid}`;
}

/** Locks, and schemas and functions whose rows are no older than this transaction. */
const ownTraces = `
  select case l.locktype when 'relation' then 'relation' else 'schema' end as kind,
    coalesce(l.relation, l.objid)::text as oid, null as writer, null as object
  from pg_catalog.pg_locks l join pg_catalog.pg_database d on d.oid = l.database
  where l.pid = pg_catalog.pg_backend_pid() and d.datname = pg_catalog.current_database()
    and (l.locktype = 'relation' or l.classid = 'pg_catalog.pg_namespace'::regclass)
  union all select 'schema', n.oid::text, n.xmin::text, n.nspname from pg_catalog.pg_namespace n where age(n.xmin) <= 0
  union all select 'function', p.oid::text, p.xmin::text, concat(n.nspname, '.', p.proname)
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where age(p.xmin) <= 0`;

const committedNames = `
  select 'schema' as kind, n.oid::text, n.xmin::text as writer, n.nspname as object
  from pg_catalog.pg_namespace n where n.oid = any ($1::oid[])
  union all select 'function', p.oid::text, p.xmin::text, concat(n.nspname, '.', p.proname)
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where p.oid = any ($1::oid[])
  union all select 'relation', c.oid::text, null, concat(n.nspname, '.', c.relname)
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = any ($1::oid[])`;
