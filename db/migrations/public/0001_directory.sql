-- The directory of tenants, what identity needs to converge, and the functions that look tenants up and enter them.
-- tenantry_app has no right on any table of this schema.

create table public.tenants (
  id               uuid primary key,
  clerk_org_id     text not null unique,
  name             text not null check (char_length(name) between 1 and 256),
  slug             text not null unique check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$'),
  -- Fixed when the tenant is created; slug and name may change.
  schema_name      text not null unique check (schema_name ~ '^tenant_[a-z0-9_]{1,56}$'),
  status           text not null check (status in ('provisioning', 'active', 'suspended', 'deleting')),
  schema_version   integer not null default 0,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  -- Check values of the secrets that the tenant's guard accepts, sorted, so that one query lists who is left.
  sealed_by        text not null default '',
  -- A tenant that was suspended before it was deleted is suspended again when it is restored.
  suspended_at     timestamptz,
  suspended_reason text check (char_length(suspended_reason) <= 500),
  deleting_since   timestamptz,
  -- The slug and the time of the last change that Clerk reported.
  clerk_slug       text,
  clerk_changed_at timestamptz,
  -- Null means an operator.
  deleting_by      text check (deleting_by in ('operator', 'owner', 'clerk')),
  constraint tenants_suspended_at check (
    case status when 'suspended' then suspended_at is not null when 'deleting' then true else suspended_at is null end),
  constraint tenants_suspended_reason check (suspended_reason is null or suspended_at is not null),
  constraint tenants_deleting_since check ((status = 'deleting') = (deleting_since is not null)),
  constraint tenants_deleting_by check (deleting_by is null or status = 'deleting')
);
create index tenants_schema_version on public.tenants (schema_version);

-- Routes a person's events to their tenants. What they may do there is in the tenant's own users table.
create table public.memberships (
  tenant_id     uuid not null references public.tenants (id) on delete cascade,
  user_id       text not null,
  -- Clerk's id of the membership, which is never used again, and the time of its last change by Clerk's clock.
  membership_id text,
  changed_at    timestamptz,
  primary key (tenant_id, user_id)
);
create index memberships_user_id on public.memberships (user_id);

-- A released slug stays reserved for 90 days.
create table public.released_slugs (
  slug         text primary key,
  clerk_org_id text not null,
  released_at  timestamptz not null
);

-- Ids that were deleted in Clerk, so that a late event does not bring them back.
create table public.tombstones (
  clerk_id   text primary key,
  deleted_at timestamptz not null
);

-- What an operator has to decide. An unseen notice is not stored twice.
create table public.operator_notices (
  id           uuid primary key,
  at           timestamptz not null default now(),
  kind         text not null,
  tenant_id    uuid,
  clerk_org_id text not null,
  message      text not null,
  seen_at      timestamptz
);
create unique index operator_notices_unseen on public.operator_notices (kind, clerk_org_id, message)
  where seen_at is null;

create schema app;

-- Look-ups for routing, for tenantry_web. They run as their owner with a fixed search_path.
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

-- The status of an organization's tenant, including one that is being provisioned. The caller decides who may know.
create function app.find_progress(organization_id text)
returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select t.status from public.tenants t where t.clerk_org_id = organization_id
$$;

-- For the health check: the number of active tenants, and a random one to read from.
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

-- Enters a tenant: the first statement of its transaction, unnamed, with all values bound.
-- (a) A statement prepared by SQL could impersonate one of the driver's own, so a session that holds one is refused.
-- (b) Whatever earlier SQL left on the session is cleared. (c) The context is set for this transaction only.
-- Every name is qualified, and there is no SET clause: it would undo the settings on return.
create function app.enter_tenant(schema_name text, tenant_id text, tenant_key text, label text)
returns void
language plpgsql security definer
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

-- Leaves a tenant: a writer's last statement before COMMIT, so that nothing its SQL set stays on the session. A reader's
-- ROLLBACK does the same.
create function app.leave_tenant()
returns void
language plpgsql security definer
as $$
begin
  reset all;
  unlisten *;
  execute 'close all';
  perform pg_catalog.pg_advisory_unlock_all();
end
$$;

-- Tells the web processes which slug to forget. The payload is a hint: whoever receives it looks the slug up again.
create function app.announce_tenant() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op <> 'INSERT' then perform pg_catalog.pg_notify('tenants', old.slug); end if;
  if tg_op <> 'DELETE' then perform pg_catalog.pg_notify('tenants', new.slug); end if;
  return null;
end
$$;

-- Only columns that a look-up returns: otherwise a migration of the fleet would announce every tenant.
create trigger announce_tenant
  after insert or delete or update of id, clerk_org_id, name, slug, schema_name, status on public.tenants
  for each row execute function app.announce_tenant();

revoke execute on all functions in schema app from public;
grant usage on schema app to tenantry_app, tenantry_web;
grant execute on function app.enter_tenant(text, text, text, text), app.leave_tenant() to tenantry_app;
grant execute on function
  app.find_tenant(text), app.find_tenants_of(jsonb), app.find_progress(text), app.sample_fleet() to tenantry_web;
