-- What many new organizations at once need: a tenant made in one transaction, deliveries stored together, and a bound on
-- what can be asked for.

-- Begins to make a tenant that nobody has begun to make: takes its slug, makes its schema and enters it. Whatever stands
-- in the way raises TN003, and whoever called does it the long way. Nobody else sees the tenant before COMMIT.
create function app.begin_provisioning(
  tenant uuid, organization text, organization_name text, wanted_slug text, slug_at_clerk text, changed_at timestamptz,
  wanted_schema text, version integer, seals text, tenant_key text, label text
)
returns void
language plpgsql
as $$
begin
  -- Until COMMIT no secret comes into force that the guard would not accept.
  lock table public.seal in share mode;
  if seals is distinct from (select string_agg(s.check_value, ' ' order by s.check_value) from public.seal s) then
    raise exception 'the secrets in force are others by now' using errcode = 'TN003';
  end if;
  insert into public.tenants (id, clerk_org_id, name, slug, clerk_slug, clerk_changed_at, schema_name, status,
    schema_version, sealed_by, created_at, updated_at)
  values (tenant, organization, organization_name, wanted_slug, slug_at_clerk, changed_at, wanted_schema, 'active',
    version, seals, now(), now())
  on conflict do nothing;
  if not found then
    raise exception 'the organization has a tenant, or its slug or schema is taken' using errcode = 'TN003';
  end if;
  -- After it was written: who gives the slug up at this moment was waited for.
  if exists (select from public.released_slugs r where r.slug = wanted_slug) then
    raise exception 'the slug was given up by another tenant' using errcode = 'TN003';
  end if;
  if exists (select from pg_catalog.pg_namespace n where n.nspname = wanted_schema) then
    raise exception 'the schema is there' using errcode = 'TN003';
  end if;
  execute pg_catalog.format('create schema %I', wanted_schema);
  execute pg_catalog.format('grant usage on schema %I to tenantry_app, tenantry_backup', wanted_schema);
  perform app.enter_tenant(wanted_schema, tenant::text, tenant_key, label);
end
$$;

-- The last statement before COMMIT: none of these was deleted in Clerk. Who hears of a deletion waits until COMMIT to bury
-- the id, and finds the tenant then.
create function app.end_provisioning(clerk_ids jsonb)
returns void
language plpgsql
as $$
begin
  lock table public.tombstones in share mode;
  if exists (
    select from public.tombstones t where t.clerk_id in (select pg_catalog.jsonb_array_elements_text(clerk_ids))
  ) then
    raise exception 'it was deleted in Clerk' using errcode = 'TN003';
  end if;
end
$$;

-- As app.store_delivery, for those that came in together: one statement, one COMMIT.
create function app.store_deliveries(deliveries json)
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  specs jobs.job_spec[];
begin
  with stored as (
    insert into public.inbox (svix_id, svix_timestamp, svix_signature, body, queue)
    select d.svix_id, d.svix_timestamp, d.svix_signature, d.body, d.queue
    from json_to_recordset(deliveries)
      as d (svix_id text, svix_timestamp text, svix_signature text, body text, queue text)
    on conflict do nothing
    returning svix_id, queue)
  select array_agg(row('apply-delivery', json_build_object('svixId', s.svix_id), s.queue, null, null, s.svix_id, null,
    null)::jobs.job_spec) into specs from stored s;
  if specs is not null then perform jobs.add_jobs(specs); end if;
end
$$;

-- SQL in the web process's role may ask for what the worker will refuse. A hundred requests wait at most, and of those that
-- nobody signed the worker keeps a hundred.
-- lint: allow index-not-concurrent because there are few requests.
create index change_requests_waiting on public.change_requests (at) where status = 'waiting';

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
  if (select count(*) from public.change_requests c where c.status = 'waiting') >= 100 then
    raise exception 'a hundred changes are waiting' using errcode = 'TN004';
  end if;
  insert into public.change_requests (id, tenant_id, requested_by, kind, value, at, signature)
  values (id, tenant_id, requested_by, kind, value, at, signature);
  select t.clerk_org_id into queue from public.tenants t where t.id = tenant_id;
  perform jobs.add_job('apply-change', pg_catalog.json_build_object('id', id),
    queue_name => queue, job_key => id::text, max_attempts => 8, priority => -1);
end
$$;

revoke execute on function
  app.begin_provisioning(uuid, text, text, text, text, timestamptz, text, integer, text, text, text),
  app.end_provisioning(jsonb), app.store_deliveries(json) from public;
grant execute on function app.store_deliveries(json) to tenantry_web;
