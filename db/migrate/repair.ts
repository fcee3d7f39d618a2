import type postgres from "postgres";
import { finishProvisioning } from "#db/directory/provision.ts";
import { guardedTables, guardStatements, quoteName } from "#db/tenant/guard.ts";
import { DomainError } from "../errors.ts";
import { recordForFleet } from "./ledger.ts";
import { readMigrations } from "./migration-files.ts";
import { withOwner } from "./owner.ts";
import type { FleetTenant } from "./rollout/apply-step.ts";
import { listTenants } from "./rollout/status.ts";
import { storeKeyHashes } from "./seal/key-hashes.ts";
import { holdSeal } from "./seal/seal-check.ts";
import { buildTenantSchema, listTables } from "./tenant-schema.ts";

export type RepairResult = {
  slug: string;
  /** Tables whose guard and grants were restored. */
  guarded: string[];
  /** Tables without an entry in the list of grants. They are left unchanged. */
  unknown: string[];
  /** The schema was gone and was created again, without rows. */
  recreated: boolean;
  /** The tenant was reserved but never built, and is active now. */
  finished: boolean;
};

/**
 * Restores guard and grants of one tenant's tables; creates the schema, empty, if it is gone; finishes an interrupted
 * provisioning.
 * @throws DomainError "no-tenant"; PostgreSQL's error, with nothing changed, when a table belongs to another role.
 */
export async function repairTenant(
  options: { ownerUrl: string; sealSecret: string },
  slug: string,
): Promise<RepairResult> {
  return await withOwner(options.ownerUrl, "tenantry repair", async (sql) => {
    const whole = { slug, guarded: [...guardedTables], unknown: [], recreated: false, finished: false };
    if (await finishProvisioning(sql, options.sealSecret, slug)) return { ...whole, finished: true };
    const [tenant] = await listTenants(sql, {}, [slug]);
    if (!tenant) throw new DomainError("no-tenant", `There is no tenant ${slug}.`);
    const outcome = await sql.begin(async (tx) => {
      const sealSecret = await holdSeal(tx, options.sealSecret);
      await storeKeyHashes(tx, sealSecret, [tenant.id]);
      const [schema] = await tx`select from pg_catalog.pg_namespace where nspname = ${tenant.schema}`;
      if (schema) return { ...whole, ...(await guardAgain(tx, tenant)) };
      await recreate(tx, tenant, sealSecret);
      return { ...whole, recreated: true };
    });
    return outcome as RepairResult;
  });
}

async function guardAgain(
  tx: postgres.TransactionSql,
  tenant: FleetTenant,
): Promise<Pick<RepairResult, "guarded" | "unknown">> {
  const tables = await listTables(tx, tenant.schema);
  const guarded = tables.filter((table) => guardedTables.includes(table));
  await tx`select set_config('lock_timeout', '5s', true)`;
  await dropForeignPolicies(tx, tenant.schema);
  await tx.unsafe(grantSchema(tenant.schema));
  await tx.unsafe(guardStatements(tenant, guarded));
  return { guarded, unknown: tables.filter((table) => !guarded.includes(table)) };
}

async function recreate(tx: postgres.TransactionSql, tenant: FleetTenant, sealSecret: string): Promise<void> {
  const migrations = readMigrations("tenant");
  await buildTenantSchema(tx, tenant, sealSecret, migrations);
  await recordForFleet(tx, migrations);
  await tx`update public.tenants
    set schema_version = ${migrations.length}, updated_at = now()
    where id = ${tenant.id}`;
}

/** Drops every policy but the guard's own two, which are replaced with the tables' guard. */
async function dropForeignPolicies(tx: postgres.TransactionSql, schema: string): Promise<void> {
  const statements = await tx<{ statement: string }[]>`
    select format('drop policy %I on %I.%I', p.polname, n.nspname, c.relname) as statement
    from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and p.polname not in ('tenant_rows', 'tenant_guard')`;
  for (const { statement } of statements) await tx.unsafe(statement);
}

function grantSchema(schema: string): string {
  const name = quoteName(schema);
  return `revoke all on schema ${name} from public, tenantry_app, tenantry_web, tenantry_backup;
    grant usage on schema ${name} to tenantry_app, tenantry_backup;`;
}
