-- Creates Tenantry's roles and grants in the current database. Run it as an administrator (a superuser, or the managed
-- service's admin role). It is idempotent; run it again after an upgrade that adds a role.
--   psql "$ADMIN_URL" -f scripts/bootstrap.sql
-- Roles are created without a password. Set one for each with \password before the application connects.

do $$
declare
  wanted record;
begin
  for wanted in select * from (values
    ('tenantry_owner',  'nosuperuser nocreatedb nocreaterole noreplication nobypassrls'),
    ('tenantry_app',    'nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit'),
    ('tenantry_web',    'nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit'),
    ('tenantry_backup', 'nosuperuser nocreatedb nocreaterole noreplication noinherit')
  ) as role (name, attributes)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute format('create role %I login %s', wanted.name, wanted.attributes);
    end if;
  end loop;
end
$$;

-- Migrations are rehearsed as tenantry_lint before they reach a tenant. It owns a scratch schema inside one transaction, which
-- is rolled back, and has no other rights. It cannot sign in: tenantry_owner creates the schema for it.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'tenantry_lint') then
    create role tenantry_lint nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit;
  end if;
  if not exists (select from pg_catalog.pg_auth_members
      where roleid = 'tenantry_lint'::regrole and member = 'tenantry_owner'::regrole) then
    -- In PostgreSQL 15 a member always inherits. Outside that transaction there is nothing to inherit.
    execute 'grant tenantry_lint to tenantry_owner'
      || case when current_setting('server_version_num')::int >= 160000 then ' with inherit false, set true' else '' end;
  end if;
end
$$;

-- app.end_backends looks for backends of tenantry_app whose web process closed the connection, and terminates them. That needs
-- the privileges of their role. They add nothing: the owner has every right that tenantry_app has.
do $$
begin
  if not exists (select from pg_catalog.pg_auth_members
      where roleid = 'tenantry_app'::regrole and member = 'tenantry_owner'::regrole) then
    execute 'grant tenantry_app to tenantry_owner'
      || case when current_setting('server_version_num')::int >= 160000 then ' with inherit true, set false' else '' end;
  end if;
end
$$;

-- Backups read every tenant. In PostgreSQL 15 only a superuser can grant BYPASSRLS; other administrators get a notice.
do $$
begin
  if not (select rolbypassrls from pg_catalog.pg_roles where rolname = 'tenantry_backup') then
    alter role tenantry_backup bypassrls;
  end if;
exception when insufficient_privilege then
  raise notice 'tenantry_backup has no BYPASSRLS: backups need it. Ask the provider''s support how to grant it';
end
$$;

-- Only these roles may connect, and only the owner may create objects. This also denies the others temporary tables.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect, create on database %I to tenantry_owner', current_database());
  execute format('grant connect on database %I to tenantry_app, tenantry_web, tenantry_backup', current_database());
end
$$;
revoke all on schema public from public;
grant usage, create on schema public to tenantry_owner;
grant usage on schema public to tenantry_web;

-- Large objects belong to no schema, so row-level security does not apply to them. Nobody may create or read one.
do $$
declare
  routine record;
begin
  for routine in
    select p.oid::regprocedure as signature from pg_catalog.pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and p.proname in ('lo_creat', 'lo_create', 'lo_open', 'lo_from_bytea', 'lo_get', 'lo_put', 'lo_unlink',
                        'loread', 'lowrite', 'lo_import', 'lo_export', 'lo_truncate', 'lo_truncate64')
  loop
    execute format('revoke execute on function %s from public', routine.signature);
  end loop;
exception when insufficient_privilege then
  raise notice 'large-object functions remain executable by every role: only a superuser can revoke that';
end
$$;
