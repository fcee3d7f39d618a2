-- Why and since when a tenant is closed. What was suspended stays so when it is deleted and restored.

-- lint: allow constraint-not-valid because there is one row a tenant, and the column is new.
alter table public.tenants
  add column suspended_at timestamptz,
  add column suspended_reason text check (char_length(suspended_reason) <= 500),
  add column deleting_since timestamptz;

update public.tenants set suspended_at = updated_at where status = 'suspended';
update public.tenants set deleting_since = updated_at where status = 'deleting';

-- lint: allow constraint-not-valid because there is one row a tenant, and they are looked at in a moment.
alter table public.tenants
  add constraint tenants_suspended_at check (
    case status when 'suspended' then suspended_at is not null when 'deleting' then true else suspended_at is null end),
  add constraint tenants_suspended_reason check (suspended_reason is null or suspended_at is not null),
  add constraint tenants_deleting_since check ((status = 'deleting') = (deleting_since is not null));
