-- What members ask for about members: invite, change a role, remove, leave. Like what owners ask for, it is signed by the
-- web process, and done by the worker when Clerk says that the person may.

-- lint: allow constraint-not-valid because there are few rows, and each fits the narrower constraint.
alter table public.change_requests
  drop constraint change_requests_kind_check,
  drop constraint change_requests_value_check,
  add constraint change_requests_kind_check check (kind in ('delete', 'restore', 'rename', 'slug',
    'invite', 'revoke-invitation', 'change-role', 'remove-member', 'leave')),
  add constraint change_requests_value_check check (char_length(value) <= 512);

-- In the queue of the organization's deliveries, and before them: what Clerk tells of a change comes after the worker
-- wrote it down with the name of who asked for it.
create or replace function app.ask_for_change(
  id uuid, tenant_id uuid, requested_by text, kind text, value text, at timestamptz, signature text
)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  queue text;
begin
  insert into public.change_requests (id, tenant_id, requested_by, kind, value, at, signature)
  values (id, tenant_id, requested_by, kind, value, at, signature);
  select t.clerk_org_id into queue from public.tenants t where t.id = tenant_id;
  perform jobs.add_job('apply-change', pg_catalog.json_build_object('id', id),
    queue_name => queue, job_key => id::text, max_attempts => 8, priority => -1);
end
$$;

-- What became of somebody's own requests in one tenant. Of others nothing is told.
create function app.list_own_changes(wanted uuid[], tenant_id uuid, requested_by text)
returns table (id uuid, kind text, value text, status text, error text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select c.id, c.kind, c.value, c.status, c.error from public.change_requests c
  where c.id = any (list_own_changes.wanted) and c.tenant_id = list_own_changes.tenant_id
    and c.requested_by = list_own_changes.requested_by
  order by c.id
$$;

revoke execute on function app.list_own_changes(uuid[], uuid, text) from public;
grant execute on function app.list_own_changes(uuid[], uuid, text) to tenantry_web;
