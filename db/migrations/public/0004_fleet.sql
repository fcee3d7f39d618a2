-- What the fleet engine keeps: what was run, what failed, and which files the tenants have.

-- Every migration of tenants that any tenant has: an edited file is noticed by one query, not by one a schema.
create table public.tenant_migrations (
  version    integer primary key,
  name       text not null,
  checksum   text not null,
  applied_at timestamptz not null
);

create table public.fleet_runs (
  id          uuid primary key,
  command     text not null,
  operator    text not null,
  started_at  timestamptz not null,
  finished_at timestamptz,
  outcome     text check (outcome in ('done', 'failed', 'interrupted')),
  target      integer not null,
  planned     integer not null,
  done        integer not null default 0,
  failed      integer not null default 0
);

-- The last failure of each tenant; gone when the tenant comes through.
create table public.fleet_failures (
  tenant_id uuid primary key references public.tenants (id) on delete cascade,
  run_id    uuid not null references public.fleet_runs (id) on delete cascade,
  file      text not null,
  error     text not null,
  excerpt   text not null,
  attempts  integer not null,
  failed_at timestamptz not null
);

-- lint: allow index-not-concurrent because there is one row a tenant, and nobody waits long for ten thousand.
create index tenants_schema_version on public.tenants (schema_version);

-- The first statement of a migration's transaction: takes the tenant for it, if it is at the version the operator
-- believes it at, and enters it like anybody else. Held until COMMIT, so two operators never migrate one tenant at once.
create function app.begin_migration(tenant uuid, expected integer, tenant_key text, label text, longest_lock text)
returns void
language plpgsql
as $$
declare
  schema_name text;
begin
  select t.schema_name into schema_name from public.tenants t
    where t.id = tenant and t.schema_version = expected for no key update;
  if schema_name is null then
    raise exception 'the tenant is not at version % any more', expected using errcode = 'TN002';
  end if;
  perform app.enter_tenant(schema_name, tenant::text, tenant_key, label);
  -- A migration may take longer than a request; what it waits for may not.
  perform
    pg_catalog.set_config('statement_timeout', '0', true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true),
    pg_catalog.set_config('lock_timeout', longest_lock, true);
end
$$;
revoke execute on function app.begin_migration(uuid, integer, text, text, text) from public;
