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
  -- SHA-256 of each key that opens the tenant: one, or two while the seal is being rotated.
  key_hashes       bytea[] not null default '{}',
  -- A tenant that was suspended before it was deleted is suspended again when it is restored.
  suspended_at     timestamptz,
  suspended_reason text check (char_length(suspended_reason) <= 500),
  deleting_since   timestamptz,
  -- The slug and the time of the last change that Clerk reported.
  clerk_slug       text,
  clerk_changed_at timestamptz,
  -- Null means an operator.
  deleting_by      text check (deleting_by in ('operator', 'owner', 'clerk')),
  -- Changes with everything that a look-up returns, so that who believes an old look-up is refused at the entry; but for the
  -- version, or each step of a rollout would refuse somebody. Generated, because no statement can forget it. Only the name
  -- may contain spaces.
  revision         bigint not null generated always as (
    hashtextextended(clerk_org_id || ' ' || slug || ' ' || schema_name || ' ' || status || ' ' || name, 0)) stored,
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

-- The Clerk instance that organizations and people are of, so that another one's key closes and creates nothing.
create table public.clerk_instance (
  is_only boolean primary key default true check (is_only),
  id      text not null,
  since   timestamptz not null default now()
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
returns table (id uuid, clerk_org_id text, name text, slug text, schema_name text, status text, schema_version integer,
  revision bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select t.id, t.clerk_org_id, t.name, t.slug, t.schema_name, t.status, t.schema_version, t.revision
  from public.tenants t where t.slug = wanted_slug and t.status <> 'provisioning'
$$;

create function app.find_tenants_of(organization_ids jsonb)
returns table (id uuid, clerk_org_id text, name text, slug text, schema_name text, status text, schema_version integer,
  revision bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select t.id, t.clerk_org_id, t.name, t.slug, t.schema_name, t.status, t.schema_version, t.revision
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
    select t.id, t.schema_name from public.tenants t where t.status = 'active' order by random() limit 3
  ) as sample on true
$$;

-- What passes are computed from. Only the owner reads it. A replaced secret stays valid for transactions that began before,
-- and for two minutes.
create table public.pass_secrets (
  secret      bytea not null check (octet_length(secret) = 32),
  since       timestamptz not null default now(),
  replaced_at timestamptz
);
create unique index pass_secrets_current on public.pass_secrets ((true)) where replaced_at is null;

-- Puts a new random secret in the place of the current one.
create function app.replace_pass_secret()
returns void
language sql volatile set search_path = pg_catalog, pg_temp
as $$
  delete from public.pass_secrets where replaced_at < now() - interval '1 day';
  update public.pass_secrets set replaced_at = now() where replaced_at is null;
  insert into public.pass_secrets (secret)
  values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
$$;
select app.replace_pass_secret();

-- A pass proves that this transaction of this backend entered the tenant. In any other transaction it is worthless.
create function app.pass_for(tenant_id text, secret bytea)
returns bytea
language sql stable parallel restricted
return pg_catalog.sha256(
  secret operator(pg_catalog.||) pg_catalog.convert_to(tenant_id, 'UTF8')
  operator(pg_catalog.||) pg_catalog.int4send(pg_catalog.pg_backend_pid())
  operator(pg_catalog.||) pg_catalog.timestamptz_send(pg_catalog.now()) operator(pg_catalog.||) secret);
-- Which of these backends of tenantry_app in this database are still there: [{"pid": …, "age": seconds, "isDue": …}]. Those
-- that are due are terminated. A younger backend than `age` says is another one that got the same pid; the second allows for
-- a clock that was set. The owner may do this as a member of tenantry_app (scripts/bootstrap.sql).
create function app.end_backends(backends jsonb)
returns table (pid integer)
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
  select a.pid from jsonb_to_recordset(backends) as b (pid integer, age double precision, "isDue" boolean)
  join pg_stat_activity a on a.pid = b.pid
  cross join lateral (select case when b."isDue" then pg_terminate_backend(a.pid) end) as ended
  where a.usename = 'tenantry_app' and a.datname = current_database()
    and a.backend_start <= clock_timestamp() - make_interval(secs => b.age - 1)
$$;

-- Enters a tenant: the first statement of its transaction, unnamed, with all values bound.
-- (a) A statement prepared by SQL could impersonate one of the driver's own, so a session that holds one is refused.
-- (b) Whatever earlier SQL left on the session is cleared. (c) The key must be the tenant's, and what the caller believes of
-- the tenant must still be so; without a revision only the schema's name is compared. (d) The context is set for this
-- transaction only. The key is stored nowhere.
-- It runs as the owner, because only the owner reads tenants and secrets. Every name and operator is qualified, and there is
-- no SET clause: it would undo the settings on return.
create function app.enter_tenant(schema_name text, tenant_id text, revision text, tenant_key text, label text)
returns void
language plpgsql security definer
as $$
declare
  is_open boolean;
  is_current boolean;
  pass text;
begin
  if exists (select from pg_catalog.pg_prepared_statements where from_sql) then
    raise exception 'the session holds a prepared statement of unknown origin' using errcode = 'TN001';
  end if;
  reset all;
  unlisten *;
  execute 'close all';
  perform pg_catalog.pg_advisory_unlock_all();
  select
    pg_catalog.sha256(pg_catalog.convert_to(tenant_key, 'UTF8')) operator(pg_catalog.=) any (t.key_hashes),
    t.schema_name operator(pg_catalog.=) enter_tenant.schema_name
      and (enter_tenant.revision is null or t.revision operator(pg_catalog.=) enter_tenant.revision::pg_catalog.int8),
    (select pg_catalog.encode(app.pass_for(enter_tenant.tenant_id, s.secret), 'hex')
      from public.pass_secrets s where s.replaced_at is null)
  into is_open, is_current, pass
  from public.tenants t
  where t.id operator(pg_catalog.=) enter_tenant.tenant_id::pg_catalog.uuid;
  if is_current is not true then
    raise exception 'the tenant is not as it was looked up' using errcode = 'TN005';
  end if;
  if is_open is not true then
    raise exception 'the key does not open this tenant' using errcode = 'TN006';
  end if;
  if pass is null then
    raise exception 'there is no secret to compute passes from: run bun scripts/migrate.ts rekey pass' using errcode = 'TN006';
  end if;
  perform
    pg_catalog.set_config('search_path', pg_catalog.concat(pg_catalog.quote_ident(schema_name), ', pg_temp'), true),
    pg_catalog.set_config('app.tenant_id', tenant_id, true),
    pg_catalog.set_config('app.pass', pass, true),
    pg_catalog.set_config('application_name', label, true),
    -- Less than the nine seconds after which web takes a silent connection for a dead one.
    pg_catalog.set_config('statement_timeout', '8s', true),
    pg_catalog.set_config('lock_timeout', '5s', true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', '15s', true),
    -- A server that works for a client who hung up notices, and stops.
    pg_catalog.set_config('client_connection_check_interval', '2s', true);
end
$$;

-- What the policies of every tenant ask: is this a transaction that entered the tenant? It never answers false: a pass that
-- does not match is forged, or its secret is gone, and an empty answer would look like an empty table.
-- Restricted, because a parallel worker is another backend. Every name and operator is qualified, since the caller's search_path applies;
-- a SET clause would cost more than the check.
create function app.holds_pass(tenant_id text)
returns boolean
language plpgsql stable security definer parallel restricted
as $$
declare
  current bytea;
begin
  -- One plain row and one expression, because this runs once per statement of every tenant.
  select s.secret into current from public.pass_secrets s where s.replaced_at is null;
  if pg_catalog.encode(app.pass_for(tenant_id, current), 'hex')
    operator(pg_catalog.=) pg_catalog.current_setting('app.pass', true)
  then return true; end if;
  if exists (
    select from public.pass_secrets s
    where s.replaced_at operator(pg_catalog.>) (pg_catalog.now() operator(pg_catalog.-) '2 minutes'::pg_catalog.interval)
      and pg_catalog.encode(app.pass_for(tenant_id, s.secret), 'hex')
        operator(pg_catalog.=) pg_catalog.current_setting('app.pass', true)
  ) then return true; end if;
  raise exception 'this transaction has not entered the tenant' using errcode = 'TN007';
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

revoke execute on all functions in schema app from public;
grant usage on schema app to tenantry_app, tenantry_web, tenantry_lint;
grant execute on function app.enter_tenant(text, text, text, text, text), app.leave_tenant() to tenantry_app;
-- Whoever reads a guarded table evaluates its policies, and rehearsals guard tables of their own.
grant execute on function app.holds_pass(text) to tenantry_app, tenantry_lint;
grant execute on function
  app.find_tenant(text), app.find_tenants_of(jsonb), app.find_progress(text), app.sample_fleet() to tenantry_web;
grant execute on function app.end_backends(jsonb) to tenantry_web;
