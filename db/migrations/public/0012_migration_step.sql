-- A step's version is written by the statement that takes the tenant: one look at the row, and one message less.

drop function app.begin_migration(uuid, integer, text, text, text);

-- The first statement of a migration's transaction: takes the tenant for it, if it is at the version the operator
-- believes it at, writes down the one it will be at, and enters it like anybody else. Held until COMMIT, so two
-- operators never migrate one tenant at once.
create function app.begin_migration(
  tenant uuid, expected integer, target integer, tenant_key text, label text, longest_lock text
)
returns void
language plpgsql
as $$
declare
  schema_name text;
begin
  update public.tenants t set schema_version = target, updated_at = pg_catalog.now()
    where t.id = tenant and t.schema_version = expected returning t.schema_name into schema_name;
  if schema_name is null then
    raise exception 'the tenant is not at version % any more', expected using errcode = 'TN002';
  end if;
  perform app.enter_tenant(schema_name, tenant::text, tenant_key, label);
  -- A migration may take longer than a request; what it waits for may not.
  perform
    pg_catalog.set_config('statement_timeout', '0', true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true),
    pg_catalog.set_config('lock_timeout', longest_lock, true);
end
$$;
revoke execute on function app.begin_migration(uuid, integer, integer, text, text, text) from public;
