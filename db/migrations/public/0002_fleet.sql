-- What the fleet engine stores, the seal, and the functions with which the owner creates and migrates a tenant.

-- Every tenant migration that any tenant has, so that one query finds an edited file.
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

-- The last failure of each tenant, deleted when the tenant succeeds.
create table public.fleet_failures (
  tenant_id uuid primary key references public.tenants (id) on delete cascade,
  run_id    uuid not null references public.fleet_runs (id) on delete cascade,
  file      text not null,
  error     text not null,
  excerpt   text not null,
  attempts  integer not null,
  failed_at timestamptz not null
);

-- A check value of each seal secret in force, so that a process with another one stops at start instead of failing
-- requests. During a rotation there are two, and the later one is the new one.
create table public.seal (
  check_value text primary key,
  since       timestamptz not null default now()
);

-- The versions and the seal of this database, which web and worker check at start.
create function app.database_state()
returns table (public_version integer, oldest_tenant_version integer, seal_check text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select
    (select max(m.version) from public._migrations m),
    (select min(t.schema_version) from public.tenants t where t.status <> 'provisioning'),
    (select string_agg(s.check_value, ' ') from public.seal s)
$$;

-- The first statement of a migration's transaction: locks the tenant's row until COMMIT, so that two operators never migrate
-- one tenant at once, checks the version that the operator expects, and enters the tenant. The version is written by the last
-- statement, so that it cannot be committed without the work.
create function app.begin_migration(tenant uuid, expected integer, tenant_key text, label text, longest_lock text)
returns void
language plpgsql
as $$
declare
  schema_name text;
begin
  perform pg_catalog.set_config('lock_timeout', longest_lock, true);
  select t.schema_name into schema_name from public.tenants t
    where t.id = tenant and t.schema_version = expected for no key update;
  if schema_name is null then
    raise exception 'the tenant is no longer at version %', expected using errcode = 'TN002';
  end if;
  perform app.enter_tenant(schema_name, tenant::text, null, tenant_key, label);
  -- enter_tenant sets a request's limits. A migration may run longer, but neither wait longer for a lock, nor keep its own
  -- when its client has vanished.
  perform
    pg_catalog.set_config('statement_timeout', '0', true),
    pg_catalog.set_config('lock_timeout', longest_lock, true);
  -- PostgreSQL 17 and newer.
  if pg_catalog.current_setting('transaction_timeout', true) is not null then
    perform pg_catalog.set_config('transaction_timeout', '0', true);
  end if;
end
$$;

-- The first statement of a provisioning transaction: inserts the tenant, or adopts a reservation that was never finished,
-- then creates its schema and enters it. Nobody sees the tenant before COMMIT. A conflict raises TN003, and its constraint
-- says what is in the way.
create function app.begin_provisioning(
  tenant uuid, organization text, organization_name text, wanted_slug text, slug_at_clerk text, changed_at timestamptz,
  wanted_schema text, version integer, seals text, hashes text, reserved_days integer, tenant_key text, label text
)
returns void
language plpgsql
as $$
declare
  accepted constant bytea[] := array(select decode(h, 'hex') from string_to_table(hashes, ' ') as h);
begin
  -- Until COMMIT no other secret comes into force, so every secret that is opens the tenant.
  lock table public.seal in share mode;
  if seals is distinct from (select string_agg(s.check_value, ' ' order by s.check_value) from public.seal s) then
    raise exception 'the secrets in force have changed' using errcode = 'TN003', constraint = 'seal';
  end if;
  insert into public.tenants (id, clerk_org_id, name, slug, clerk_slug, clerk_changed_at, schema_name, status,
    schema_version, key_hashes, created_at, updated_at)
  values (tenant, organization, organization_name, wanted_slug, slug_at_clerk, changed_at, wanted_schema, 'active',
    version, accepted, now(), now())
  on conflict do nothing;
  if found then
    if exists (select from pg_catalog.pg_namespace n where n.nspname = wanted_schema) then
      raise exception 'the schema exists' using errcode = 'TN003', constraint = 'schema';
    end if;
  else
    update public.tenants t set status = 'active', schema_version = version, key_hashes = accepted, updated_at = now()
      where t.id = tenant and t.slug = wanted_slug and t.schema_name = wanted_schema and t.status = 'provisioning';
    if not found then
      raise exception 'the organization has a tenant, or the slug or the schema is taken'
        using errcode = 'TN003', constraint = case
          when exists (select from public.tenants t where t.clerk_org_id = organization) then 'organization'
          when exists (select from public.tenants t where t.slug = wanted_slug) then 'slug'
          else 'schema' end;
    end if;
  end if;
  -- Checked after the slug is written: the insert waits for a transaction that is releasing it.
  if exists (select from public.released_slugs r where r.slug = wanted_slug and r.clerk_org_id <> organization
    and r.released_at > now() - make_interval(days => reserved_days))
  then
    raise exception 'the slug was released recently' using errcode = 'TN003', constraint = 'reserved-slug';
  end if;
  delete from public.released_slugs r where r.slug = wanted_slug;
  execute pg_catalog.format('create schema if not exists %I', wanted_schema);
  execute pg_catalog.format('grant usage on schema %I to tenantry_app, tenantry_backup', wanted_schema);
  perform app.enter_tenant(wanted_schema, tenant::text, null, tenant_key, label);
end
$$;

-- The last statement before COMMIT: checks that every table has its guard, writes the ledgers and the first members with
-- their routes and audit entries, and refuses an organization or a member that was deleted in Clerk. A process that learns
-- of a deletion waits until COMMIT to store the tombstone, and then finds the tenant.
create function app.finish_provisioning(
  tenant uuid, schema_name text, migrations jsonb, members jsonb, entries jsonb
)
returns void
language plpgsql
as $$
declare
  item record;
begin
  for item in
    select c.relname from pg_catalog.pg_depend d join pg_catalog.pg_class c on c.oid = d.objid
    where d.refclassid = 'pg_catalog.pg_namespace'::regclass
      and d.refobjid = pg_catalog.quote_ident(schema_name)::regnamespace
      and d.classid = 'pg_catalog.pg_class'::regclass and c.relkind in ('r', 'p')
      and not (c.relrowsecurity and c.relforcerowsecurity)
  loop
    raise exception 'the table % has no guard: list it with its grants', item.relname;
  end loop;
  for item in select * from pg_catalog.jsonb_to_recordset(migrations) as m (version integer, name text, checksum text) loop
    insert into _migrations (version, name, checksum, applied_at)
    values (item.version, item.name, item.checksum, now());
    insert into public.tenant_migrations (version, name, checksum, applied_at)
    values (item.version, item.name, item.checksum, now()) on conflict do nothing;
  end loop;
  for item in select * from pg_catalog.jsonb_to_recordset(members) as m (id text, membership_id text, email text,
    first_name text, last_name text, avatar_url text, role text, joined_at timestamptz, changed_at timestamptz,
    confirmed_at timestamptz) loop
    insert into users (id, email, first_name, last_name, avatar_url, role, is_active, confirmed_at, joined_at, created_at,
      updated_at)
    values (item.id, item.email, item.first_name, item.last_name, item.avatar_url, item.role, true, item.confirmed_at,
      item.joined_at, item.confirmed_at, item.confirmed_at);
    insert into public.memberships (tenant_id, user_id, membership_id, changed_at)
    values (tenant, item.id, item.membership_id, item.changed_at);
  end loop;
  for item in select * from pg_catalog.jsonb_to_recordset(entries) as e (id uuid, at timestamptz, action text,
    target_type text, target_id text, target_name text, after jsonb) loop
    insert into audit_log (id, at, action, target_type, target_id, target_name, after)
    values (item.id, item.at, item.action, item.target_type, item.target_id, item.target_name, item.after);
  end loop;
  lock table public.tombstones in share mode;
  if exists (
    select from public.tombstones d join public.tenants t on t.clerk_org_id = d.clerk_id where t.id = tenant
  ) then
    raise exception 'the organization was deleted in Clerk' using errcode = 'TN003', constraint = 'organization-gone';
  end if;
  if exists (
    select from pg_catalog.jsonb_to_recordset(members) as m (id text, membership_id text)
    join public.tombstones d on d.clerk_id in (m.id, m.membership_id)
  ) then
    raise exception 'a member was deleted in Clerk' using errcode = 'TN003', constraint = 'member-gone';
  end if;
end
$$;

revoke execute on function
  app.database_state(),
  app.begin_migration(uuid, integer, text, text, text),
  app.begin_provisioning(uuid, text, text, text, text, timestamptz, text, integer, text, text, integer, text, text),
  app.finish_provisioning(uuid, text, jsonb, jsonb, jsonb)
from public;
grant execute on function app.database_state() to tenantry_web;
