-- Tells the web processes which slug to forget. The payload is a hint, never data: whoever hears it looks again.

-- Not told: what no look-up returns, or a migration of the fleet would announce every tenant.
create function app.announce_tenant() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op <> 'INSERT' then perform pg_catalog.pg_notify('tenants', old.slug); end if;
  if tg_op <> 'DELETE' then perform pg_catalog.pg_notify('tenants', new.slug); end if;
  return null;
end
$$;
revoke execute on function app.announce_tenant() from public;

create trigger announce_tenant
  after insert or delete or update of id, clerk_org_id, name, slug, schema_name, status on public.tenants
  for each row execute function app.announce_tenant();
