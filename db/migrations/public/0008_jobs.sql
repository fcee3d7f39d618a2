-- The inbox is worked off by the job queue in the schema `jobs`, which db/jobs/queue.ts makes before this file runs. What the
-- web process may ask of it goes through doors, so that nothing is stored without a job, and no job without a bound.

-- Deliveries of one queue are applied one after the other.
-- lint: allow constraint-not-valid because the column is new, and the inbox holds a month's deliveries at most.
alter table public.inbox add column queue text check (char_length(queue) between 1 and 128);

-- Nothing is taken from the inbox itself any more: the queue says when a job is due.
drop index public.inbox_waiting;
-- lint: allow drop-column because nothing reads it any more.
alter table public.inbox drop column next_attempt;

-- lint: allow index-not-concurrent because the inbox is pruned, and holds a month's deliveries at most.
create index inbox_received_at on public.inbox (received_at);

create function app.store_delivery(svix_id text, svix_timestamp text, svix_signature text, body text, queue text)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.inbox (svix_id, svix_timestamp, svix_signature, body, queue)
    values (store_delivery.svix_id, store_delivery.svix_timestamp, store_delivery.svix_signature, store_delivery.body,
      store_delivery.queue)
    on conflict do nothing;
  if found then
    perform jobs.add_job('apply-delivery', json_build_object('svixId', store_delivery.svix_id),
      queue_name => store_delivery.queue, job_key => store_delivery.svix_id);
  end if;
end
$$;

-- Asks the worker to look at an organization that is unknown here. One job for an organization at a time, and so many in
-- all: whoever asks for more is told no. What the worker finds at Clerk decides, not who asked.
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

-- How far an organization's tenant is, also while it is made. Who may know is decided by who asks.
create function app.find_progress(organization_id text)
returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select t.status from public.tenants t where t.clerk_org_id = organization_id
$$;

revoke execute on function app.store_delivery(text, text, text, text, text), app.ask_for_sync(text), app.find_progress(text)
  from public;
grant execute on function app.store_delivery(text, text, text, text, text), app.ask_for_sync(text), app.find_progress(text)
  to tenantry_web;
revoke insert (svix_id, svix_timestamp, svix_signature, body) on public.inbox from tenantry_web;

-- What was waiting gets its job.
select jobs.add_job('apply-delivery', json_build_object('svixId', i.svix_id), job_key => i.svix_id)
from public.inbox i where i.status = 'waiting';
