import type { Cases } from "./case.ts";

/** What a name may mean: the tenant's own schema, and nothing of the engine's. One statement a line. */
export const names: Cases = {
  "other-schema": {
    refused: `
      select 1 from public.tenants
      select 1 from tenantry.public.users
      select 1 from information_schema.columns
      insert into tenant_globex.users (id) values ('x')
      update users set email = 'x' from public.tenants
      delete from users using public.memberships m where m.user_id = users.id
      merge into users u using public.memberships m on m.user_id = u.id when matched then delete
      merge into public.memberships m using users u on m.user_id = u.id when matched then delete
      insert into notes (id) select id from public.tenants
      create table public.labels (id uuid primary key)
      create table labels (id uuid primary key, tenant_id uuid references public.tenants (id))
      create table labels (id uuid primary key, like public.tenants)
      create table labels (id uuid primary key, name public.citext)
      create table labels (id uuid primary key, names public.citext[])
      create table labels (id uuid primary key, name text collate public."x")
      create table labels (id uuid primary key, key text default app.make())
      create table labels (id uuid primary key, key text check (key in (select slug from public.tenants)))
      alter table tenant_globex.users add column x text
      alter table users add column x text, add constraint c foreign key (x) references tenant_globex.users (id) not valid
      alter table projects alter column name type public.citext
      create index on projects (name public.text_ops)
      create index on projects (name collate public."de")
      create index on projects (name) where public.f(name)
      drop table tenant_globex.users
      drop index tenant_globex.projects_owner_id, projects_owner_id
      drop view public.v
      alter table public.inbox rename to labels
      comment on table public.tenants is 'x'
      comment on column public.tenants.name is 'x'
      truncate projects, public.inbox
      select app.enter_tenant('tenant_globex', 'id', null, 'key', 'x')
      select name operator(public.=) 'x' from projects
      select 1 from projects order by name using operator(public.<)
      select name = any (select slug from public.tenants) from projects
      select name operator(public.=) any (select name from projects) from projects
      create view v with (security_invoker = true) as select 1 from public.tenants
      create statistics s on name, status from public.tenants
      create statistics public.s on name, status from projects
      analyze public.tenants
      update pg_settings set setting = 'x' where name = 'search_path'
      update pg_catalog.pg_class set relname = 'x'
      table public.tenants
      select 1 from projects tablesample public.method (1)
      select 1 from rows from (public.f()) x
      select 1 from xmltable('/x' passing '<x/>' columns y public.t)
      values ((select 1 from public.tenants))`,
    harmless: `
      update $TENANT_SCHEMA$.users set email = email
      alter table $TENANT_SCHEMA$.projects add column note text
      comment on column $TENANT_SCHEMA$.users.email is 'x'
      drop index $TENANT_SCHEMA$.projects_owner_id
      select pg_catalog.lower(name) from projects
      select 1 from pg_catalog.pg_class
      select 1 from pg_class
      select u.email, users.id from users u, users where u.metadata operator(pg_catalog.=) '{}'
      select 1 from users a join projects b using (id, created_at)
      create table labels (id pg_catalog.uuid, key text collate pg_catalog."C", primary key (id, key))
      with public as (select id from users) select id from public
      select 1 from users public where public.id = 'x'
      create table labels (a text, b text, primary key (a, b) include (c, d), foreign key (a, b) references users (id, role) on delete set null (a, b))
      create view v (a, b) with (security_invoker = true) as select u.x, (u.row).y.z from users u (x, y)
      with recursive r (a, b) as (select 1, 2) cycle a, b set c using d select a from r
      drop statistics s
      insert into users (id) values ('public.tenants; drop table app.x')
      create index tasks_notes on labels (id) include (name, color)
      select 1 from users for update of users
      with recursive r (a, b) as (select 1, 2) search depth first by a, b set o select a from r
      select extract(year from created_at), created_at at time zone 'utc', trim(name), position('a' in name) from projects`,
  },
  ledger: {
    refused: `
      drop table _migrations
      drop table users, _migrations
      delete from _migrations
      update _migrations set checksum = 'x'
      insert into _migrations (version) values (9)
      alter table _migrations add column x int
      alter table _migrations rename to labels
      truncate _migrations
      create table _migrations (id int primary key)
      with d as (delete from $TENANT_SCHEMA$._migrations) select 1`,
    harmless: `
      select max(version) from _migrations
      select 1 from _migrations m join users u on true
      select 1 from users u join _migrations m on true
      select 1 from _migrations tablesample system (1)
      delete from users using _migrations m where m.name = users.id
      merge into users u using _migrations m on m.name = u.id when matched then delete
      drop table migrations_`,
  },
  "table-without-grants": {
    refused: `
      create table surprise (id uuid primary key)
      create table "Labels" (id uuid primary key)
      create table labels (id uuid primary key); alter table labels rename to surprise
      alter table projects rename to surprise
      alter index projects rename to surprise`,
    harmless: `
      create table labels (id uuid primary key)
      create table surprise (id uuid primary key); drop table surprise
      create table surprise (id uuid primary key); alter table surprise rename to labels
      alter table projects rename to labels
      alter index projects_owner_id rename to surprise`,
  },
};
