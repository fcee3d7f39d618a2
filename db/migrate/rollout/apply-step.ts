import type postgres from "postgres";
import { type Build, runConcurrent } from "#db/migrate/concurrent-index.ts";
import type { Migration } from "#db/migrate/migration-files.ts";
import type { Step } from "#db/migrate/rehearse.ts";
import { textFor } from "#db/migrate/tenant-schema.ts";
import { guardStatements, quoteName, sealTenantKey } from "#db/tenant/guard.ts";
import { excerptAt } from "./excerpt.ts";
import { MigrationFailed } from "./failure.ts";

/** A tenant as the engine sees it. `version` is the schema's. */
export type FleetTenant = { id: string; slug: string; schema: string; version: number };

export type ApplyOptions = {
  sealSecret: string;
  /** How long a statement waits for a lock, in PostgreSQL's notation ("2s"). */
  lockTimeout: string;
  /** Whether public.tenant_migrations already has this step's file. */
  isRecorded: boolean;
  /** Runs statements outside a transaction, of all tenants. */
  build: Build;
};

/**
 * Takes one tenant a step up or down, wholly or not at all. All statements are pipelined in one transaction: entering the
 * tenant, the file, the guard of the tables it creates, ledger and version.
 * @param client one connection of tenantry_owner.
 * @throws MigrationFailed, with nothing changed.
 */
export async function applyStep(
  client: postgres.Sql,
  tenant: FleetTenant,
  step: Step,
  options: ApplyOptions,
): Promise<void> {
  const { transaction } = step.migration;
  const key = sealTenantKey(options.sealSecret, tenant.id);
  const whole = textFor(step.sql, tenant);
  if (!transaction) await runOutsideTransaction(client, tenant, step, whole, options);
  const text = transaction ? whole : "";
  const guard = transaction ? guardStatements(tenant, step.createdTables) : "";
  const file = options.isRecorded ? "" : recordFile(step.migration);
  // The file comes first, so that positions in PostgreSQL's errors are positions in the file. It may end in a comment. The
  // version comes last: nothing else says that the tenant needs no more work.
  const body = [text, guard, recordStep(step), file, recordVersion(tenant, step), "commit"]
    .filter(Boolean)
    .join("\n;\n");
  // The first error counts. Those after it only say that the transaction is aborted.
  const results = await Promise.allSettled([
    client.unsafe("begin"),
    beginMigration(client, tenant, step.migration, key, options),
    client.unsafe(body),
  ]);
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw new MigrationFailed(step.migration, failure.reason, excerptOf(failure.reason, text));
  if (lastCommand(results[2]) !== "COMMIT") {
    throw new MigrationFailed(step.migration, new Error("the database did not commit"));
  }
}

type Result = { command?: string };

/** The driver returns one result for several statements, or several if one of them returned rows. */
function lastCommand(settled: PromiseSettledResult<unknown>): string | undefined {
  if (settled.status === "rejected") return undefined;
  const results = settled.value as Result & Result[];
  return results.command ?? results.at(-1)?.command;
}

/** Only a position within the file's text is worth showing. */
function excerptOf(error: unknown, text: string): string {
  const { query, position } = (error ?? {}) as { query?: unknown; position?: unknown };
  const isInFile = text !== "" && String(query).startsWith(text) && Number(position) <= text.length;
  return isInFile ? excerptAt(text, error) : "";
}

function beginMigration(
  client: postgres.Sql,
  tenant: FleetTenant,
  migration: Migration,
  key: string,
  { lockTimeout }: ApplyOptions,
) {
  return bound(client, "select app.begin_migration($1, $2, $3, $4, $5)", [
    tenant.id,
    String(tenant.version),
    key,
    `${tenant.schema} migrate`.slice(0, 63),
    migration.lockTimeout ?? lockTimeout,
  ]);
}

/** Whose row begin_migration has locked. */
export function recordVersion({ id }: Pick<FleetTenant, "id">, { to }: Pick<Step, "to">): string {
  return `update public.tenants set schema_version = ${to}, updated_at = now() where id = '${id}'`;
}

/** The tenant's own ledger. */
function recordStep({ migration, from, to }: Step): string {
  return from < to
    ? `insert into _migrations (version, name, checksum, applied_at) values (${valuesOf(migration)})`
    : `delete from _migrations where version = ${migration.version}`;
}

function recordFile(migration: Migration): string {
  return `insert into public.tenant_migrations (version, name, checksum, applied_at)
    values (${valuesOf(migration)}) on conflict do nothing`;
}

/** A file's name is of lower-case letters, digits and _ (`readMigrations`), its checksum is hex. */
function valuesOf({ version, name, checksum }: Migration): string {
  return `${version}, '${name}', '${checksum}', now()`;
}

/** A statement with bound values, sent without asking for their types first, which would cost a round trip. */
function bound(client: postgres.Sql, text: string, parameters: string[]) {
  const query = client.unsafe(text, [], { prepare: false, simple: false } as never);
  return Object.assign(query, { parameters });
}

/** Runs one statement outside a transaction, once more if a crashed rollout has run it before. */
async function runOutsideTransaction(
  client: postgres.Sql,
  { schema }: FleetTenant,
  { migration, concurrent: statement }: Step,
  text: string,
  { lockTimeout, build }: ApplyOptions,
): Promise<void> {
  if (!statement) return;
  try {
    await client`select set_config('search_path', ${`${quoteName(schema)}, pg_temp`}, false),
      set_config('lock_timeout', ${migration.lockTimeout ?? lockTimeout}, false)`;
    await runConcurrent(client, { schema, statement, text }, build);
  } catch (error) {
    throw new MigrationFailed(migration, error, excerptOf(error, text));
  } finally {
    await client`select set_config('search_path', 'pg_catalog', false), set_config('lock_timeout', '0', false)`.catch(
      () => {},
    );
  }
}
