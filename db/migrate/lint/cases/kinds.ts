import type { Cases } from "./case.ts";

/** Which statements there may be. One statement a line. */
export const kinds: Cases = {
  statement: {
    refused: `
      explain analyze delete from users
      show all
      load 'x'
      security label on table users is 'x'
      create publication p for table users
      create foreign table f (id int) server s
      import foreign schema s from server x into y
      alter text search dictionary d (x = 1)
      comment on language plpgsql is 'x'
      drop foreign table f
      alter foreign table f add column x int
      create access method m type index handler h
      create cast (text as jsonb) without function as implicit
      create cast (text as int) with function f(text) as assignment
      drop cast (text as int)
      create operator class c default for type text using btree as operator 1 <
      create operator family f using btree
      create conversion c for 'UTF8' to 'LATIN1' from f
      create transform for int language sql (from sql with function f(internal))
      create foreign data wrapper w
      create server s foreign data wrapper w
      create user mapping for public server s
      create subscription s connection 'x' publication p
      drop publication p
      drop server s
      drop operator === (text, text)
      drop collation c
      drop text search configuration c
      alter operator === (text, text) set (restrict = f)
      alter index projects_owner_id depends on extension x
      comment on large object 1 is 'x'`,
    harmless: `
      comment on table users is 'people'
      comment on column users.email is 'x'
      comment on index projects_owner_id is 'x'
      comment on constraint c on users is 'x'
      alter table users alter column email drop not null
      alter table users alter column email set not null
      alter table users validate constraint c
      alter table users drop constraint c
      alter table users drop column email
      create statistics s (ndistinct, dependencies) on name, status from projects`,
  },
  grant: {
    refused: `
      grant select on users to tenantry_app
      revoke all on users from public
      grant tenantry_owner to tenantry_app
      grant select (email) on users to public`,
    harmless: `
      select 'grant'
      alter table labels add column granted boolean`,
  },
  "default-privileges": {
    refused: `
      alter default privileges grant select on tables to tenantry_app`,
    harmless: `
      alter table users alter column email set default ''`,
  },
  policy: {
    refused: `
      create policy p on users using (true)
      alter policy tenant_guard on users using (true)
      drop policy tenant_guard on users
      alter policy tenant_guard on users rename to p
      comment on policy tenant_guard on users is 'x'`,
    harmless: `
      create table labels (policy text primary key)`,
  },
  owner: {
    refused: `
      alter table users owner to tenantry_app
      alter view v owner to x
      reassign owned by tenantry_app to tenantry_owner
      drop owned by tenantry_app
      alter function f() owner to x`,
    harmless: `
      alter table projects add column owner text`,
  },
  function: {
    refused: `
      create function f() returns int language sql as 'select 1'
      create or replace function f() returns int language sql security definer return 1
      create procedure p() language sql as 'select 1'
      alter function f() security definer
      drop function f()
      drop procedure p()
      drop routine r
      drop aggregate a (int)
      call p()
      create aggregate a (int) (sfunc = f, stype = int)
      create operator + (function = f, leftarg = int)
      create collation c (locale = 'de')
      create text search configuration c (copy = simple)
      alter function f() rename to g
      comment on function f() is 'x'`,
    harmless: `
      select lower(name) from projects`,
  },
  trigger: {
    refused: `
      create trigger t before insert on users execute function f()
      create constraint trigger t after insert on users for each row execute function f()
      create event trigger t on ddl_command_end execute function f()
      alter event trigger t disable
      alter table users disable trigger all
      alter table users enable replica trigger t
      alter table users disable trigger user
      drop trigger t on users
      drop event trigger t
      alter trigger t on users rename to u`,
    harmless: `
      create table labels (trigger text primary key)`,
  },
  rule: {
    refused: `
      create rule r as on insert to users do instead nothing
      alter table users disable rule r
      alter table users enable always rule r
      drop rule r on users
      alter rule r on users rename to s`,
    harmless: `
      create table labels (rule text primary key)`,
  },
  "materialized-view": {
    refused: `
      create materialized view v as select id from users
      refresh materialized view v
      refresh materialized view concurrently v
      drop materialized view v
      alter materialized view v rename to w
      alter materialized view v set (fillfactor = 80)`,
    harmless: `
      create view v with (security_invoker = true) as select id from users`,
  },
  extension: {
    refused: `
      create extension citext
      create language plpython3u
      alter extension citext update
      alter extension citext add table users
      drop extension citext`,
    harmless: `
      create table labels (extension text primary key)`,
  },
  role: {
    refused: `
      create role r
      create user u superuser
      alter role tenantry_app bypassrls
      alter role tenantry_app set row_security = off
      drop role r
      create group g
      alter group g add user u
      alter role all set search_path = public
      alter role r rename to s`,
    harmless: `
      select role from users`,
  },
  schema: {
    refused: `
      create schema s
      create schema s create table t (id int)
      drop schema s cascade
      alter schema s rename to t
      alter table users set schema public
      alter function f() set schema public
      create database d
      drop database d
      alter database d is_template false
      alter database d refresh collation version
      alter tablespace t set (seq_page_cost = 1)
      alter tablespace t rename to u
      comment on database d is 'x'
      alter database d set x = 1
      create tablespace t location '/'
      drop tablespace t`,
    harmless: `
      create table labels (schema text primary key)`,
  },
  "transaction-control": {
    refused: `
      begin
      start transaction
      commit
      commit and chain
      rollback
      savepoint s
      release savepoint s
      rollback to savepoint s
      prepare transaction 'x'
      commit prepared 'x'
      end
      abort`,
    harmless: `
      select 'commit'`,
  },
  copy: {
    refused: `
      copy users from stdin
      copy users to '/tmp/x'
      copy (select 1) to program 'x'`,
    harmless: `
      insert into users (id) values ('copy'), ('b')`,
  },
  do: {
    refused: `
      do $$ begin end $$
      do language plpgsql 'begin end'`,
    harmless: `
      insert into labels (id) values ('x') on conflict (id) do nothing`,
  },
  prepare: {
    refused: `
      prepare p as select 1
      execute p
      deallocate all`,
    harmless: `
      create table labels (prepare text primary key)`,
  },
  cursor: {
    refused: `
      declare c cursor with hold for select 1
      fetch all from c
      move 1 in c
      close all`,
    harmless: `
      create table labels (cursor text primary key)`,
  },
  maintenance: {
    refused: `
      vacuum
      vacuum full users
      vacuum analyze users
      analyze
      cluster users using i
      cluster
      checkpoint
      alter table users cluster on i
      reindex table users
      reindex index projects_owner_id`,
    harmless: `
      analyze users
      analyze users (email, role), projects`,
  },
  concurrently: {
    refused: `
      create index concurrently i on projects (name)
      drop index concurrently i
      reindex index concurrently projects_owner_id
      select 1; create unique index concurrently i on projects (name)`,
    harmless: `
      create index i on labels (name)
      drop index i
      alter table labels add column "concurrently" text`,
  },
};
