-- What the web process asks of the worker: deliveries, synchronizations and change requests. The job queue is in the schema
-- `jobs`, which db/jobs/queue.ts creates before this file runs. The web process reaches both only through these functions,
-- so that every row has a job and the number of rows is bounded.

-- Clerk's webhooks as received, by svix-id. The worker verifies each signature again before it adds a job.
create table public.inbox (
  svix_id        text primary key check (char_length(svix_id) between 1 and 256),
  svix_timestamp text not null check (char_length(svix_timestamp) <= 32),
  svix_signature text not null check (char_length(svix_signature) <= 4096),
  body           text not null check (octet_length(body) <= 1048576),
  received_at    timestamptz not null default now(),
  attempts       integer not null default 0,
  status         text not null default 'waiting' check (status in ('waiting', 'done', 'ignored', 'forged', 'dead')),
  finished_at    timestamptz,
  error          text,
  -- Deliveries of one queue are applied one after the other.
  queue          text check (char_length(queue) between 1 and 128),
  -- Whether the worker has verified it and added its job.
  is_queued      boolean not null default false,
  bytes          integer not null generated always as (octet_length(svix_id) + octet_length(svix_signature)
    + octet_length(body) + coalesce(octet_length(queue), 0)) stored
);
create index inbox_received_at on public.inbox (received_at);
create index inbox_waiting on public.inbox (bytes) where status = 'waiting';
create index inbox_unqueued on public.inbox (received_at, svix_id) where status = 'waiting' and not is_queued;
create index inbox_forged on public.inbox (received_at) where status = 'forged';

-- What people ask for in the app. The worker trusts no row: it checks the signature, which no SQL can make, and asks Clerk
-- what the person's role is.
create table public.change_requests (
  id           uuid primary key,
  tenant_id    uuid not null references public.tenants (id) on delete cascade,
  requested_by text not null check (char_length(requested_by) between 1 and 100),
  kind         text not null check (kind in ('delete', 'restore', 'slug',
    'invite', 'revoke-invitation', 'change-role', 'remove-member', 'leave')),
  value        text check (char_length(value) <= 512),
  at           timestamptz not null,
  signature    text not null check (char_length(signature) = 64),
  status       text not null default 'waiting' check (status in ('waiting', 'done', 'refused')),
  error        text,
  finished_at  timestamptz,
  -- By the database's clock, unlike `at`. What waits for 15 minutes has expired.
  stored_at    timestamptz not null default now()
);
create index change_requests_tenant_id on public.change_requests (tenant_id, stored_at);
create index change_requests_waiting on public.change_requests (stored_at) where status = 'waiting';

-- How many deliveries wait at most: the last count and all that was stored since.
create table public.inbox_level (
  is_only    boolean primary key default true check (is_only),
  deliveries bigint not null default 0,
  bytes      bigint not null default 0,
  counted_at timestamptz not null default '-infinity'
);
insert into public.inbox_level default values;

-- Stores deliveries that came in together, and the job that verifies new ones. One that is stored already is skipped. False
-- when 200,000 deliveries or 256 MiB are waiting, so that SQL in the web process's role cannot fill the disk. Then they are
-- counted again, once a second: the locked row makes concurrent calls take turns, and a count takes a tenth of a second.
create function app.store_deliveries(deliveries json)
returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  added constant bigint := json_array_length(store_deliveries.deliveries);
  added_bytes constant bigint := octet_length(store_deliveries.deliveries::text);
  level public.inbox_level;
begin
  update public.inbox_level l set deliveries = l.deliveries + added, bytes = l.bytes + added_bytes returning * into level;
  if (level.deliveries > 200000 or level.bytes > 268435456)
    -- The clock may have been set back.
    and level.counted_at not between clock_timestamp() - interval '1 second' and clock_timestamp() then
    update public.inbox_level l
      set deliveries = c.deliveries + added, bytes = c.bytes + added_bytes, counted_at = clock_timestamp()
      from (select count(*), coalesce(sum(i.bytes), 0) from public.inbox i where i.status = 'waiting')
        as c (deliveries, bytes)
      returning l.* into level;
  end if;
  if level.deliveries > 200000 or level.bytes > 268435456 then
    update public.inbox_level l set deliveries = l.deliveries - added, bytes = l.bytes - added_bytes;
    return false;
  end if;
  insert into public.inbox (svix_id, svix_timestamp, svix_signature, body, queue)
  select d.svix_id, d.svix_timestamp, d.svix_signature, d.body, d.queue
  from json_to_recordset(store_deliveries.deliveries)
    as d (svix_id text, svix_timestamp text, svix_signature text, body text, queue text)
  on conflict do nothing;
  if found then
    perform jobs.add_job('queue-deliveries', queue_name => 'queue-deliveries', job_key => 'queue-deliveries',
      priority => -2);
  end if;
  return true;
end
$$;

-- Asks the worker to sync an organization: one job for each at a time, and 100 in all. What Clerk answers the worker
-- decides, not who asked.
create function app.ask_for_sync(organization_id text)
returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  wanted constant text := 'sync ' || organization_id;
begin
  if organization_id !~ '^org_[A-Za-z0-9]{1,60}$' then return false; end if;
  if exists (select from jobs.jobs j where j.key = wanted and j.attempts < j.max_attempts) then return true; end if;
  if (select count(*) from jobs.jobs j where j.task_identifier = 'sync-organization' and j.attempts < j.max_attempts) >= 100
  then return false; end if;
  perform jobs.add_job('sync-organization', json_build_object('organizationId', organization_id),
    queue_name => organization_id, job_key => wanted, max_attempts => 5, priority => -1);
  return true;
end
$$;

-- Ends the requests that waited too long, whatever became of their jobs: during an outage they would lock everybody out, and
-- the people who asked would wait for ever.
create function app.expire_changes()
returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
  update public.change_requests c set status = 'refused', error = 'too-old', finished_at = now()
  where c.status = 'waiting' and c.stored_at < now() - interval '15 minutes'
$$;

-- Stores a signed request with its job. Thirty of a tenant may wait, which is three forms of ten invitations, and 1,000 in
-- all, so that no tenant and no slow answer from Clerk blocks the others. The job is in the queue of the organization's
-- deliveries and before them: the event about the same change comes later and finds nothing to do.
create function app.ask_for_change(
  id uuid, tenant_id uuid, requested_by text, kind text, value text, at timestamptz, signature text
)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  queue text;
  waiting bigint;
  own bigint;
begin
  perform app.expire_changes();
  select count(*), count(*) filter (where c.tenant_id = ask_for_change.tenant_id) into waiting, own
    from public.change_requests c where c.status = 'waiting';
  if own >= 30 or waiting >= 1000 then
    raise exception 'too many changes are waiting' using errcode = 'TN004';
  end if;
  insert into public.change_requests (id, tenant_id, requested_by, kind, value, at, signature)
  values (id, tenant_id, requested_by, kind, value, at, signature);
  select t.clerk_org_id into queue from public.tenants t where t.id = tenant_id;
  perform jobs.add_job('apply-change', pg_catalog.json_build_object('id', id),
    queue_name => queue, job_key => id::text, max_attempts => 8, priority => -1);
end
$$;

-- What was asked for, with its outcome. A request that has expired counts as ended before anybody has ended it.
create view public.change_outcomes with (security_invoker = true) as
  select c.id, c.tenant_id, c.requested_by, c.kind, c.value,
    case when e.is_expired then 'refused' else c.status end as status,
    case when e.is_expired then 'too-old' else c.error end as error
  from public.change_requests c
  cross join lateral (select c.status = 'waiting' and c.stored_at < now() - interval '15 minutes') as e (is_expired);

create function app.find_change(wanted uuid)
returns table (status text, error text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select c.status, c.error from public.change_outcomes c where c.id = wanted
$$;

-- The outcomes of a person's own requests in one tenant.
create function app.list_own_changes(wanted uuid[], tenant_id uuid, requested_by text)
returns table (id uuid, kind text, value text, status text, error text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select c.id, c.kind, c.value, c.status, c.error from public.change_outcomes c
  where c.id = any (list_own_changes.wanted) and c.tenant_id = list_own_changes.tenant_id
    and c.requested_by = list_own_changes.requested_by
  order by c.id
$$;

-- Until when Clerk wants no calls: one pause for all processes.
create table public.clerk_pause (
  is_only  boolean primary key default true check (is_only),
  ends_at  timestamptz not null default 'epoch'
);
insert into public.clerk_pause default values;

-- How many milliseconds are left of the pause, and the time: what Clerk says is dated by this clock alone, whoever asks it.
-- A pause that ends later than any can was begun before the clock was set back, and is over.
create function app.read_clerk_pause()
returns table (now timestamptz, ms double precision)
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
  select n.now, case when p.ends_at <= n.now + interval '30 seconds'
    then greatest(0, extract(epoch from p.ends_at - n.now) * 1000)::double precision else 0 end
  from public.clerk_pause p, clock_timestamp() as n (now)
$$;

-- Half a minute at most: SQL in the web process's role must not silence Clerk for long. It never ends a pause early.
create function app.begin_clerk_pause(ms double precision)
returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
  update public.clerk_pause p
  set ends_at = greatest(
    case when p.ends_at <= clock_timestamp() + interval '30 seconds' then p.ends_at end,
    clock_timestamp() + make_interval(secs => least(greatest(ms, 0), 30000) / 1000))
$$;

revoke execute on function
  app.expire_changes(), app.read_clerk_pause(), app.begin_clerk_pause(double precision),
  app.store_deliveries(json), app.ask_for_sync(text),
  app.ask_for_change(uuid, uuid, text, text, text, timestamptz, text), app.find_change(uuid),
  app.list_own_changes(uuid[], uuid, text)
from public;
grant execute on function
  app.read_clerk_pause(), app.begin_clerk_pause(double precision),
  app.store_deliveries(json), app.ask_for_sync(text),
  app.ask_for_change(uuid, uuid, text, text, text, timestamptz, text), app.find_change(uuid),
  app.list_own_changes(uuid[], uuid, text)
to tenantry_web;
