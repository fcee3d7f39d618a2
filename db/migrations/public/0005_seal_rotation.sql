-- Two secrets may be in force while the seal is rotated.

-- A check value of each secret in force, so that a process with another one is stopped at start.
-- lint: allow drop-column because no query names it.
-- lint: allow index-not-concurrent because the table has one row.
alter table public.seal drop constraint seal_pkey, drop column only_row, add primary key (check_value);

-- The check values of the secrets that each tenant's guard accepts, in order, so that who is left is one query.
alter table public.tenants add column sealed_by text not null default '';
update public.tenants set sealed_by = coalesce((select check_value from public.seal), '');

create or replace function app.database_state()
returns table (public_version integer, oldest_tenant_version integer, seal_check text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select
    (select max(m.version) from public._migrations m),
    (select min(t.schema_version) from public.tenants t where t.status <> 'provisioning'),
    (select string_agg(s.check_value, ' ') from public.seal s)
$$;
