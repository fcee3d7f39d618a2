-- The functions through which the web process reaches the directory, and every process enters a tenant.

create schema app;

-- Look-ups for routing, held by tenantry_web. They run as their owner, with a fixed search_path.
create function app.find_tenant(wanted_slug text)
returns table (id uuid, clerk_org_id text, name text, slug text, schema_name text, status text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select t.id, t.clerk_org_id, t.name, t.slug, t.schema_name, t.status
  from public.tenants t where t.slug = wanted_slug and t.status <> 'provisioning'
$$;

create function app.find_tenants_of(organization_ids jsonb)
returns table (id uuid, clerk_org_id text, name text, slug text, schema_name text, status text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select t.id, t.clerk_org_id, t.name, t.slug, t.schema_name, t.status
  from public.tenants t where organization_ids ? t.clerk_org_id and t.status <> 'provisioning'
$$;

-- For the health check: how many tenants there are, and one of them to look into.
create function app.sample_fleet()
returns table (tenants bigint, id uuid, schema_name text)
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
  select (select count(*) from public.tenants where status = 'active'), sample.id, sample.schema_name
  from (values (true)) as always (one)
  left join lateral (
    select t.id, t.schema_name from public.tenants t where t.status = 'active' order by random() limit 1
  ) as sample on true
$$;

-- The versions and the seal this database has, for the check that web and worker make at start.
create function app.database_state()
returns table (public_version integer, oldest_tenant_version integer, seal_check text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select
    (select max(m.version) from public._migrations m),
    (select min(t.schema_version) from public.tenants t where t.status <> 'provisioning'),
    (select s.check_value from public.seal s)
$$;

-- Enters a tenant: called first in its transaction, by a statement without a name, with all values bound.
-- (a) A statement prepared by SQL could be an impostor of one of the driver's own: the session is given up.
-- (b) Whatever earlier SQL left on the session is cleared. (c) The context is set for this transaction only.
-- Everything is qualified, and there is no SET clause: it would take the settings back on return.
create function app.enter_tenant(schema_name text, tenant_id text, tenant_key text, label text)
returns void
language plpgsql
as $$
begin
  if exists (select from pg_catalog.pg_prepared_statements where from_sql) then
    raise exception 'the session holds a prepared statement of unknown origin' using errcode = 'TN001';
  end if;
  reset all;
  unlisten *;
  execute 'close all';
  perform pg_catalog.pg_advisory_unlock_all();
  perform
    pg_catalog.set_config('search_path', pg_catalog.concat(pg_catalog.quote_ident(schema_name), ', pg_temp'), true),
    pg_catalog.set_config('app.tenant_id', tenant_id, true),
    pg_catalog.set_config('app.tenant_key', tenant_key, true),
    pg_catalog.set_config('application_name', label, true),
    pg_catalog.set_config('statement_timeout', '15s', true),
    pg_catalog.set_config('lock_timeout', '5s', true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', '15s', true),
    -- A server that works for a client who hung up notices, and stops.
    pg_catalog.set_config('client_connection_check_interval', '2s', true);
end
$$;

-- Leaves a tenant: a writer's last statement before COMMIT, so that nothing its SQL set stays on the session. A reader
-- is rolled back, which takes its settings back just so.
create function app.leave_tenant()
returns void
language plpgsql
as $$
begin
  reset all;
  unlisten *;
  execute 'close all';
  perform pg_catalog.pg_advisory_unlock_all();
end
$$;

revoke execute on all functions in schema app from public;
grant usage on schema app to tenantry_app, tenantry_web;
grant execute on function app.enter_tenant(text, text, text, text), app.leave_tenant() to tenantry_app;
grant execute on function app.find_tenant(text), app.find_tenants_of(jsonb), app.sample_fleet(), app.database_state()
  to tenantry_web;
grant insert (svix_id, svix_timestamp, svix_signature, body) on public.inbox to tenantry_web;
