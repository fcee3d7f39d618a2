-- Ends what app.begin_provisioning began, by one statement: ledgers, first members with their routes and audit lines, and
-- what must hold at COMMIT. In place of app.end_provisioning, which workers of the release before may still call.
create function app.finish_provisioning(
  tenant uuid, schema_name text, migrations jsonb, members jsonb, lines jsonb, clerk_ids jsonb
)
returns void
language plpgsql
as $$
declare
  item record;
begin
  if exists (
    select from pg_catalog.pg_depend d join pg_catalog.pg_class c on c.oid = d.objid
    where d.refclassid = 'pg_catalog.pg_namespace'::regclass
      and d.refobjid = pg_catalog.quote_ident(schema_name)::regnamespace
      and d.classid = 'pg_catalog.pg_class'::regclass and c.relkind in ('r', 'p')
      and not (c.relrowsecurity and c.relforcerowsecurity)
  ) then
    raise exception 'a table has no guard' using errcode = 'TN003';
  end if;
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
  for item in select * from pg_catalog.jsonb_to_recordset(lines) as l (id uuid, at timestamptz, action text,
    target_type text, target_id text, target_name text, after jsonb) loop
    insert into audit_log (id, at, action, target_type, target_id, target_name, after)
    values (item.id, item.at, item.action, item.target_type, item.target_id, item.target_name, item.after);
  end loop;
  perform app.end_provisioning(clerk_ids);
end
$$;

revoke execute on function app.finish_provisioning(uuid, text, jsonb, jsonb, jsonb, jsonb) from public;
