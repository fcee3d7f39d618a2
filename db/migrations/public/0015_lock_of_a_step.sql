-- The operator's patience counts from the first lock on: that on the tenant's own row, which a request may hold.

create or replace function app.begin_migration(
  tenant uuid, expected integer, target integer, tenant_key text, label text, longest_lock text
)
returns void
language plpgsql
as $$
declare
  schema_name text;
begin
  perform pg_catalog.set_config('lock_timeout', longest_lock, true);
  update public.tenants t set schema_version = target, updated_at = pg_catalog.now()
    where t.id = tenant and t.schema_version = expected returning t.schema_name into schema_name;
  if schema_name is null then
    raise exception 'the tenant is not at version % any more', expected using errcode = 'TN002';
  end if;
  perform app.enter_tenant(schema_name, tenant::text, tenant_key, label);
  -- Entered, a session has a request's limits. A migration may take longer; what it waits for may not.
  perform
    pg_catalog.set_config('statement_timeout', '0', true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true),
    pg_catalog.set_config('lock_timeout', longest_lock, true);
end
$$;
