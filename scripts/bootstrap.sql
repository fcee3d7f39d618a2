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

-- Whoever watches the server: `grant tenantry_monitor, pg_monitor to prometheus`. Only a group, it cannot sign in.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'tenantry_monitor') then
    create role tenantry_monitor nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
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
  execute format('grant connect on database %I to tenantry_app, tenantry_web, tenantry_backup, tenantry_monitor', current_database());
end
$$;
revoke all on schema public from public;
grant usage, create on schema public to tenantry_owner;
grant usage on schema public to tenantry_web;

-- SQL that a tenant might control runs as tenantry_app, so that role may call only what its statements use. Everything else
-- that every role may call by default goes to the other roles, and to tenantry_monitor for whoever watches the server.
-- Large objects belong to no schema and no row-level security applies to them: nobody may create or read one.
do $$
declare
  allowed constant text[] := array[
    -- The list is db/tenant/allowed-functions.ts: edit it there, then run `bun scripts/db-functions.ts`.
    'booleq(boolean,boolean)',
    'boolge(boolean,boolean)',
    'boolgt(boolean,boolean)',
    'boolle(boolean,boolean)',
    'boollt(boolean,boolean)',
    'boolne(boolean,boolean)',
    'hashbool(boolean)',
    'hashchar("char")',
    'hashint4(integer)',
    'int4eq(integer,integer)',
    'int4ge(integer,integer)',
    'int4gt(integer,integer)',
    'int4le(integer,integer)',
    'int4lt(integer,integer)',
    'int4ne(integer,integer)',
    'hashint8(bigint)',
    'int8(integer)',
    'int8eq(bigint,bigint)',
    'int8ge(bigint,bigint)',
    'int8gt(bigint,bigint)',
    'int8le(bigint,bigint)',
    'int8lt(bigint,bigint)',
    'int8ne(bigint,bigint)',
    'float8eq(double precision,double precision)',
    'float8ge(double precision,double precision)',
    'float8gt(double precision,double precision)',
    'float8le(double precision,double precision)',
    'float8lt(double precision,double precision)',
    'float8ne(double precision,double precision)',
    'hashfloat8(double precision)',
    'hashtext(text)',
    'text_ge(text,text)',
    'text_gt(text,text)',
    'text_le(text,text)',
    'text_lt(text,text)',
    'texteq(text,text)',
    'textne(text,text)',
    'uuid_eq(uuid,uuid)',
    'uuid_ge(uuid,uuid)',
    'uuid_gt(uuid,uuid)',
    'uuid_hash(uuid)',
    'uuid_le(uuid,uuid)',
    'uuid_lt(uuid,uuid)',
    'uuid_ne(uuid,uuid)',
    'date_eq(date,date)',
    'date_ge(date,date)',
    'date_gt(date,date)',
    'date_le(date,date)',
    'date_lt(date,date)',
    'date_ne(date,date)',
    'hashdate(date)',
    'timestamp_hash(timestamp without time zone)',
    'timestamptz_eq(timestamp with time zone,timestamp with time zone)',
    'timestamptz_ge(timestamp with time zone,timestamp with time zone)',
    'timestamptz_gt(timestamp with time zone,timestamp with time zone)',
    'timestamptz_hash(timestamp with time zone)',
    'timestamptz_le(timestamp with time zone,timestamp with time zone)',
    'timestamptz_lt(timestamp with time zone,timestamp with time zone)',
    'timestamptz_ne(timestamp with time zone,timestamp with time zone)',
    'btrim(text)',
    'char_length(text)',
    '"left"(text,integer)',
    'lower(text)',
    'octet_length(bytea)',
    'textcat(text,text)',
    'textregexeq(text,text)',
    'float8(bigint)',
    'float8(integer)',
    'float8mi(double precision,double precision)',
    'float8pl(double precision,double precision)',
    'int4(bigint)',
    'int4pl(integer,integer)',
    'date(timestamp without time zone)',
    'date_pli(date,integer)',
    'now()',
    'pg_timezone_names()',
    '"timestamp"(date)',
    'timezone(text,timestamp with time zone)',
    'timezone(text,timestamp without time zone)',
    'to_char(timestamp without time zone,text)',
    'array_position(anycompatiblearray,anycompatible)',
    'json_agg(anyelement)',
    'json_build_array("any")',
    'json_build_object("any")',
    'jsonb_extract_path_text(jsonb,text[])',
    'jsonb_object_agg("any","any")',
    'count()',
    'max(double precision)',
    'max(integer)',
    'min(double precision)',
    'row_number()',
    'cstring_out(cstring)',
    'date_in(cstring)',
    'float8in(cstring)',
    'int4in(cstring)',
    'jsonb_in(cstring)',
    'textout(text)',
    'timestamptz_in(cstring,oid,integer)',
    'uuid_in(cstring)',
    'pg_backend_pid()',
    'current_setting(text,boolean)',
    'convert_to(text,name)',
    'sha256(bytea)',
    'byteaeq(bytea,bytea)',
    'byteage(bytea,bytea)',
    'byteagt(bytea,bytea)',
    'byteale(bytea,bytea)',
    'bytealt(bytea,bytea)',
    'byteane(bytea,bytea)',
    'hashbytea(bytea)',
    'hashvarlena(internal)'
    -- End of the list.
  ];
  trusted constant regrole[] := array['tenantry_owner', 'tenantry_web', 'tenantry_backup', 'tenantry_lint', 'tenantry_monitor'];
  -- Some exist in newer versions only.
  listed constant oid[] := array(select to_regprocedure('pg_catalog.' || signature)::oid from unnest(allowed) as signature);
  item record;
begin
  if not pg_has_role(current_user, (select proowner from pg_proc where oid = 'pg_catalog.set_config'::regproc), 'usage') then
    raise notice 'tenantry_app may call every built-in function: only a superuser can revoke that. See docs/security.md';
    return;
  end if;
  for item in
    with routine as (
      select p.oid, p.oid::regprocedure::text as signature, array(select acl.grantee
          from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as acl) as grantees,
        coalesce(p.oid = any (listed), false) as is_allowed,
        p.proname not in ('lo_creat', 'lo_create', 'lo_open', 'lo_close', 'lo_from_bytea', 'lo_get', 'lo_put', 'lo_unlink',
          'loread', 'lowrite', 'lo_import', 'lo_export', 'lo_lseek', 'lo_lseek64', 'lo_tell', 'lo_tell64', 'lo_truncate',
          'lo_truncate64')
        -- PostgreSQL itself keeps these from PUBLIC.
        and not exists (select from pg_init_privs i where i.objoid = p.oid and i.classoid = 'pg_proc'::regclass
          and not exists (select from aclexplode(i.initprivs) as acl where acl.grantee = 0)) as is_common
      from pg_proc p
      where p.pronamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    ), change as (
      select format('revoke execute on routine %s from public', string_agg(signature, ', ')) as statement
      from routine where 0 = any (grantees) having count(*) > 0
      union all
      select format('grant execute on routine %s to %s', string_agg(signature, ', '), array_to_string(trusted, ', '))
      from routine where is_common and not grantees @> trusted::oid[] having count(*) > 0
      union all
      select format('revoke execute on routine %s from tenantry_app', string_agg(signature, ', '))
      from routine where not is_allowed and 'tenantry_app'::regrole::oid = any (grantees) having count(*) > 0
      union all
      select format('grant execute on routine %s to tenantry_app', string_agg(signature, ', '))
      from routine where is_allowed and 'tenantry_app'::regrole::oid <> all (grantees) having count(*) > 0
    )
    select statement from change
  loop
    execute item.statement;
  end loop;
end
$$;

-- One statement of a tenant may not fill the disk.
do $$
begin
  execute format('alter role tenantry_app in database %I set temp_file_limit = %L', current_database(), '128MB');
exception when insufficient_privilege then
  raise notice 'tenantry_app has no temp_file_limit: only a superuser can set it. See docs/security.md';
end
$$;
