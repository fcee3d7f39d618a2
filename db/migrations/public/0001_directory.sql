-- The directory of tenants and what belongs to no single tenant. Nothing here is granted to tenantry_app.

create table public.tenants (
  id             uuid primary key,
  clerk_org_id   text not null unique,
  name           text not null check (char_length(name) between 1 and 256),
  slug           text not null unique check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$'),
  schema_name    text not null unique check (schema_name ~ '^tenant_[a-z0-9_]{1,56}$'),
  status         text not null check (status in ('provisioning', 'active', 'suspended', 'deleting')),
  schema_version integer not null default 0,
  created_at     timestamptz not null,
  updated_at     timestamptz not null
);

-- Who belongs where, so that a person's events find their tenants. The tenant's own users table says what they may do.
create table public.memberships (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id   text not null,
  primary key (tenant_id, user_id)
);
create index memberships_user_id on public.memberships (user_id);

-- A slug that was given up rests for 90 days before anybody else may have it.
create table public.released_slugs (
  slug         text primary key,
  clerk_org_id text not null,
  released_at  timestamptz not null
);

-- What was deleted in Clerk: a late event must not bring it back.
create table public.tombstones (
  clerk_id   text primary key,
  deleted_at timestamptz not null
);

-- Clerk's webhooks as they came, by svix-id. The web process may only add; the worker believes no row unchecked.
create table public.inbox (
  svix_id        text primary key check (char_length(svix_id) between 1 and 256),
  svix_timestamp text not null check (char_length(svix_timestamp) <= 32),
  svix_signature text not null check (char_length(svix_signature) <= 4096),
  body           text not null check (octet_length(body) <= 1048576),
  received_at    timestamptz not null default now(),
  attempts       integer not null default 0,
  next_attempt   timestamptz not null default now(),
  status         text not null default 'waiting' check (status in ('waiting', 'done', 'ignored', 'dead')),
  finished_at    timestamptz,
  error          text
);
create index inbox_waiting on public.inbox (next_attempt) where status = 'waiting';

-- One row: a check value of the seal secret, so that a changed secret is noticed at start and not by failing requests.
create table public.seal (
  only_row    boolean primary key default true check (only_row),
  check_value text not null
);
