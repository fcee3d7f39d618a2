-- A tenant's tables. Names are unqualified: search_path says whose they are. The guard is put on by the engine.

-- The mirror of the organization's members in Clerk; id is Clerk's user id. Role, activity and confirmation follow
-- Clerk and are the worker's to write. An address is not unique: people are deleted and made again.
create table users (
  id           text primary key,
  email        text not null,
  first_name   text not null default '',
  last_name    text not null default '',
  avatar_url   text,
  phone        text,
  role         text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  is_active    boolean not null default true,
  metadata     jsonb not null default '{}',
  onboarded_at timestamptz,
  last_seen_at timestamptz,
  confirmed_at timestamptz not null,
  joined_at    timestamptz not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null
);

create table projects (
  id          uuid primary key,
  name        text not null check (char_length(name) between 1 and 120),
  description text not null default '' check (char_length(description) <= 2000),
  color       text not null check (color in ('slate', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'violet')),
  status      text not null check (status in ('active', 'paused', 'done')),
  owner_id    text not null references users (id),
  archived_at timestamptz,
  version     integer not null default 1,
  created_at  timestamptz not null,
  updated_at  timestamptz not null
);
create index projects_owner_id on projects (owner_id);
create index projects_updated_at on projects (updated_at desc, id desc);
create index projects_name on projects (name, id);

-- position orders the tasks of a project within their status. version: of two people who edit the same row, the later
-- one is told.
create table tasks (
  id           uuid primary key,
  project_id   uuid not null references projects (id) on delete cascade,
  title        text not null check (char_length(title) between 1 and 200),
  notes        text not null default '' check (char_length(notes) <= 10000),
  status       text not null check (status in ('todo', 'doing', 'done')),
  assignee_id  text references users (id),
  due_on       date,
  position     double precision not null,
  version      integer not null default 1,
  created_by   text references users (id),
  completed_at timestamptz,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  constraint tasks_completed_at check ((status = 'done') = (completed_at is not null))
);
create index tasks_project_id on tasks (project_id, status, position, id);
create index tasks_assignee_id on tasks (assignee_id);
create index tasks_due_on on tasks (due_on, id) where completed_at is null;
create index tasks_updated_at on tasks (updated_at desc, id desc);
create index tasks_completed on tasks (completed_at) where completed_at is not null;

-- Who did what. The application may add to it and read it, and neither change nor take away. Without an actor it was
-- Clerk, or an operator.
create table audit_log (
  id          uuid primary key,
  at          timestamptz not null,
  actor_id    text,
  action      text not null check (char_length(action) between 1 and 64),
  target_type text not null check (char_length(target_type) between 1 and 32),
  target_id   text not null,
  target_name text not null default '',
  before      jsonb,
  after       jsonb,
  request_id  text
);
create index audit_log_at on audit_log (at desc, id desc);
create index audit_log_target on audit_log (target_type, target_id);

-- The workspace's picture, re-encoded by the application.
create table logos (
  only_row     boolean primary key default true check (only_row),
  content_type text not null check (content_type = 'image/webp'),
  bytes        bytea not null check (octet_length(bytes) <= 262144),
  updated_at   timestamptz not null
);

create table settings (
  key        text primary key check (char_length(key) between 1 and 64),
  value      jsonb not null,
  updated_at timestamptz not null
);
