import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import type { Migration } from "#db/migrate/migration-files.ts";
import { addScratchTenant, keyOf } from "#db/migrate/scratch-tenant.ts";
import { listTables, tablesText } from "#db/migrate/tenant-schema.ts";
import { guardNewTables, quoteName } from "#db/tenant/guard.ts";

/** The role that owns a scratch schema and has no other rights. scripts/bootstrap.sql creates it. */
export const lintRole = "tenantry_lint";

export type Scratch = { id: string; schema: string };

/**
 * Builds a tenant's schema from these migrations, owned by tenantry_lint, inside a transaction that the caller rolls back.
 * @param tx a transaction of tenantry_owner; it keeps that role.
 * @throws DomainError "migration" when the role is missing.
 */
export async function openScratch(
  tx: postgres.TransactionSql,
  migrations: readonly Migration[],
): Promise<Scratch> {
  await assertRole(tx);
  const scratch = await addScratchTenant(tx, "rehearsal");
  const { id, schema } = scratch;
  await tx.unsafe(
    `create schema ${quoteName(schema)} authorization ${lintRole}; create schema ${runnerSchema(scratch)};`,
  );
  await tx`select app.enter_tenant(${schema}, ${id}, null, ${keyOf(scratch)}, ${`${schema} rehearsal`})`;
  await asLintRole(tx, tablesText(scratch, migrations));
  await guardScratch(tx, scratch, await listTables(tx, schema));
  await tx.unsafe(createRunner(scratch));
  return scratch;
}

/** Puts the guard on tables of the scratch schema. */
export function guardScratch(
  tx: postgres.TransactionSql,
  scratch: Scratch,
  tables: readonly string[],
): Promise<void> {
  return asLintRole(tx, guardNewTables(scratch, tables));
}

/** Runs one statement with the rights of tenantry_lint. Its error has the place in `internal_position`. */
export async function runInScratch(
  tx: postgres.TransactionSql,
  scratch: Scratch,
  statement: string,
): Promise<void> {
  await tx.unsafe(`select ${runnerSchema(scratch)}.run($1)`, [statement]);
}

/** For statements of the engine's own only: a migration could RESET ROLE. */
async function asLintRole(tx: postgres.TransactionSql, statements: string): Promise<void> {
  await tx.unsafe(`set local role ${lintRole}; ${statements}; reset role;`);
}

/**
 * A function with SECURITY DEFINER, because PostgreSQL refuses SET ROLE, RESET ROLE, SET SESSION AUTHORIZATION and COMMIT
 * inside one, also to dynamic SQL. tenantry_lint owns it, and would be able to alter it; without USAGE on its schema
 * the role cannot name it. The inner block is a subtransaction: only there TRUNCATE gives a table of the same
 * transaction a new file, so that the comparison sees it.
 */
function createRunner(scratch: Scratch): string {
  const schema = runnerSchema(scratch);
  return `grant usage, create on schema ${schema} to ${lintRole};
    set local role ${lintRole};
    create function ${schema}.run(statement text) returns void language plpgsql security definer as $run$
    begin
      begin
        execute statement;
      exception when sqlstate 'TN000' then
        raise;
      end;
    end $run$;
    reset role;
    revoke all on schema ${schema} from ${lintRole};
    set local lock_timeout = '200ms';`;
}

function runnerSchema({ schema }: Scratch): string {
  return quoteName(`${schema}_runner`);
}

async function assertRole(tx: postgres.TransactionSql): Promise<void> {
  const [role] = await tx<{ usable: boolean }[]>`
    select pg_catalog.pg_has_role(r.oid, 'MEMBER') and not r.rolsuper and not r.rolbypassrls as usable
    from pg_catalog.pg_roles r where r.rolname = ${lintRole}`;
  if (role?.usable) return;
  throw new DomainError(
    "migration",
    `Migrations are checked as the role ${lintRole}, which this database cluster lacks or does not grant to tenantry_owner. ` +
      'Run as an administrator: psql "$ADMIN_URL" -f scripts/bootstrap.sql',
  );
}
