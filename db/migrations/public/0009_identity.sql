-- What identity needs to converge, what an operator has to know, and what owners ask for.

-- Which membership of Clerk's a row stands for, and when it last changed by Clerk's clock. Clerk uses no id twice.
alter table public.memberships
  add column membership_id text,
  add column changed_at timestamptz;

-- The slug and the time of the last change that Clerk was seen with, and who closed a tenant that is deleting: nobody
-- named means an operator.
-- lint: allow constraint-not-valid because there is one row a tenant, and the column is new.
alter table public.tenants
  add column clerk_slug text,
  add column clerk_changed_at timestamptz,
  add column deleting_by text check (deleting_by in ('operator', 'owner', 'clerk'));

-- lint: allow constraint-not-valid because there is one row a tenant, and the column is new.
alter table public.tenants
  add constraint tenants_deleting_by check (deleting_by is null or status = 'deleting');

-- What no machine decides. One that nobody has seen yet is not written twice.
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

-- What owners ask for in the app. The web process may add and ask for the outcome; the worker believes no row: it checks
-- the signature, which no SQL can make, and asks Clerk who is an owner.
create table public.change_requests (
  id           uuid primary key,
  tenant_id    uuid not null references public.tenants (id) on delete cascade,
  requested_by text not null check (char_length(requested_by) between 1 and 100),
  kind         text not null check (kind in ('delete', 'restore', 'rename', 'slug')),
  value        text check (char_length(value) <= 256),
  at           timestamptz not null,
  signature    text not null check (char_length(signature) = 64),
  status       text not null default 'waiting' check (status in ('waiting', 'done', 'refused')),
  error        text,
  finished_at  timestamptz
);
create index change_requests_tenant_id on public.change_requests (tenant_id, at);

create function app.ask_for_change(
  id uuid, tenant_id uuid, requested_by text, kind text, value text, at timestamptz, signature text
)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
begin
  insert into public.change_requests (id, tenant_id, requested_by, kind, value, at, signature)
  values (id, tenant_id, requested_by, kind, value, at, signature);
  perform jobs.add_job('apply-change', pg_catalog.json_build_object('id', id),
    queue_name => tenant_id::text, job_key => id::text, max_attempts => 8);
end
$$;

create function app.find_change(wanted uuid)
returns table (status text, error text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select c.status, c.error from public.change_requests c where c.id = wanted
$$;

revoke execute on function
  app.ask_for_change(uuid, uuid, text, text, text, timestamptz, text), app.find_change(uuid) from public;
grant execute on function
  app.ask_for_change(uuid, uuid, text, text, text, timestamptz, text), app.find_change(uuid) to tenantry_web;
