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
  created_at  timestamptz not null,
  updated_at  timestamptz not null
);
create index projects_owner_id on projects (owner_id);
create index projects_updated_at on projects (updated_at desc, id desc);

create table tasks (
  id          uuid primary key,
  project_id  uuid not null references projects (id) on delete cascade,
  title       text not null check (char_length(title) between 1 and 200),
  notes       text not null default '' check (char_length(notes) <= 10000),
  status      text not null check (status in ('todo', 'doing', 'done')),
  assignee_id text references users (id),
  due_on      date,
  position    double precision not null,
  created_at  timestamptz not null,
  updated_at  timestamptz not null
);
create index tasks_project_id on tasks (project_id, position);
create index tasks_assignee_id on tasks (assignee_id);

create table audit_log (
  id         uuid primary key,
  actor_id   text,
  action     text not null,
  target     text not null,
  detail     jsonb not null default '{}',
  request_id text,
  at         timestamptz not null
);
create index audit_log_at on audit_log (at desc, id desc);

create table settings (
  key        text primary key check (char_length(key) between 1 and 64),
  value      jsonb not null,
  updated_at timestamptz not null
);
