-- The inbox becomes a queue of jobs, which graphile-worker keeps in the schema "jobs" (db/jobs.ts makes it). The web
-- process reaches neither: it has two doors, which store and ask.

drop index public.inbox_waiting;
-- lint: allow drop-column because the worker alone reads it, and the release before has one worker, which is stopped.
alter table public.inbox drop column next_attempt;
revoke insert on public.inbox from tenantry_web;

-- Stores a delivery with its job, once: a second one of the same id changes nothing. What is about one organization is
-- done in one queue, one after another.
create function app.receive_delivery(
  svix_id text, svix_timestamp text, svix_signature text, body text, queue text
)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
begin
  insert into public.inbox (svix_id, svix_timestamp, svix_signature, body)
  values (svix_id, svix_timestamp, svix_signature, body) on conflict do nothing;
  if found then
    perform jobs.add_job('apply-delivery', pg_catalog.json_build_object('svixId', svix_id),
      queue_name => queue, job_key => svix_id, max_attempts => 12);
  end if;
end
$$;

-- Asks the worker to look at an organization at once. It believes nothing and asks Clerk. One question at a time for each
-- organization, and no more than a thousand in all, so that nobody fills the queue.
create function app.ask_for_sync(organization_id text)
returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if organization_id !~ '^org_[A-Za-z0-9]{1,64}$' then
    return false;
  end if;
  if (select count(*) from jobs.jobs where task_identifier = 'sync-organization' and attempts < max_attempts) >= 1000 then
    return false;
  end if;
  perform jobs.add_job('sync-organization', pg_catalog.json_build_object('organizationId', organization_id),
    queue_name => organization_id, job_key => 'sync ' || organization_id, job_key_mode => 'preserve_run_at',
    max_attempts => 3, priority => -1);
  return true;
end
$$;

revoke execute on function app.receive_delivery(text, text, text, text, text), app.ask_for_sync(text) from public;
grant execute on function app.receive_delivery(text, text, text, text, text), app.ask_for_sync(text) to tenantry_web;
