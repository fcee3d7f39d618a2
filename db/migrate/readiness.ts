import { DomainError } from "#db/errors.ts";
import type { Client } from "#db/tenant/pool.ts";
import { readMigrations } from "./migration-files.ts";
import { assertSeal } from "./seal/seal-check.ts";

type State = { public_version: number; oldest_tenant_version: number | null; seal_check: string | null };

/**
 * Checks at start that `public` has the version this release needs and was sealed with this secret. A tenant that is behind
 * stops nobody else. The web process's roles may change their own settings, which apply to later sessions: they must have none
 * but our own.
 * @param client a connection of tenantry_web or tenantry_owner.
 * @throws DomainError "not-migrated", "role-settings" or "seal-changed".
 */
export async function assertReadyToStart(client: Client, sealSecret: string): Promise<void> {
  assertPublic(await readState(client), sealSecret);
  await assertRoleSettings(client);
}

/**
 * Checks in addition that every tenant has the version this release needs.
 * @throws as assertReadyToStart.
 */
export async function assertFleetReady(client: Client, sealSecret: string): Promise<void> {
  const state = await readState(client);
  assertPublic(state, sealSecret);
  await assertRoleSettings(client);
  const tenants = readMigrations("tenant").length;
  if (state.oldest_tenant_version !== null && state.oldest_tenant_version < tenants) {
    throw notMigrated(`a tenant is at version ${state.oldest_tenant_version}, this release needs ${tenants}`);
  }
}

function assertPublic(state: State, sealSecret: string): void {
  const needed = readMigrations("public").length;
  if (state.public_version < needed) {
    throw notMigrated(`public is at version ${state.public_version}, this release needs ${needed}`);
  }
  assertSeal(state.seal_check?.split(" ") ?? [], sealSecret);
}

async function assertRoleSettings(client: Client): Promise<void> {
  const [foreign] = await client<{ role: string; settings: string }[]>`
    select r.rolname as role, s.setconfig::text as settings from pg_catalog.pg_db_role_setting s
    join pg_catalog.pg_roles r on r.oid = s.setrole
    where r.rolname in ('tenantry_app', 'tenantry_web') and s.setconfig::text <> '{temp_file_limit=128MB}'
      and s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))`;
  if (!foreign) return;
  const { role, settings } = foreign;
  throw new DomainError(
    "role-settings",
    `${role} has settings that bootstrap.sql did not give it: ${settings}. It may change its own, and its password: find out who did, remove them by ALTER ROLE … RESET, set a new password and run bootstrap.sql again.`,
  );
}

async function readState(client: Client): Promise<State> {
  try {
    const [state] = await client<State[]>`select * from app.database_state()`;
    if (state?.public_version) return state;
  } catch (error) {
    // 3F000: no schema app; 42883: no such function; 42P01: no ledger.
    if (!["3F000", "42883", "42P01"].includes((error as { code?: string }).code ?? "")) throw error;
  }
  throw notMigrated("it is empty");
}

function notMigrated(detail: string): DomainError {
  return new DomainError("not-migrated", `The database is not ready: ${detail}. Run: bun scripts/migrate.ts`);
}
