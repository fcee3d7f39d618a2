-- Of the changes that wait one tenant has thirty at most, three invitations of ten people: whatever its members ask for,
-- and however slowly Clerk answers them, others find room. A thousand wait in all.
create or replace function app.ask_for_change(
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
