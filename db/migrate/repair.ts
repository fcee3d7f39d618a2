import type postgres from "postgres";
import { finishProvisioning } from "#db/directory/provision.ts";
import { guardedTables, guardStatements, quoteName, sealedBy } from "#db/tenant/guard.ts";
import { DomainError } from "../errors.ts";
import { recordForFleet } from "./ledger.ts";
import { readMigrations } from "./migration-files.ts";
import { connectAsOwner } from "./owner.ts";
import type { FleetTenant } from "./rollout/apply-step.ts";
import { listTenants } from "./rollout/status.ts";
import { holdSeal } from "./seal/seal-check.ts";
import { buildTenantSchema, listTables } from "./tenant-schema.ts";

export type RepairResult = {
  slug: string;
  /** Tables whose guard and grants were put on again. */
  guarded: string[];
  /** Tables that nobody listed grants for: left as they are, for a person to look at. */
  unknown: string[];
  /** The schema was gone, and was made anew, without rows. */
  remade: boolean;
  /** It had been reserved and never built, and is active now. */
  finished: boolean;
};

/**
 * Puts guard and grants of one tenant's tables on again; makes the schema, empty, when it is gone; finishes one whose
 * provisioning broke off.
 * @throws DomainError "no-tenant"; PostgreSQL's error, and nothing changed, when a table is not the owner's.
 */
export async function repairTenant(
  options: { ownerUrl: string; sealSecret: string },
  slug: string,
): Promise<RepairResult> {
  const sql = connectAsOwner(options.ownerUrl, "tenantry repair");
  try {
    const whole = { slug, guarded: [...guardedTables], unknown: [], remade: false, finished: false };
    if (await finishProvisioning(sql, options.sealSecret, slug)) return { ...whole, finished: true };
    const [tenant] = await listTenants(sql, { below: 2 ** 31 - 1 }, [slug]);
    if (!tenant) throw new DomainError("no-tenant", `There is no tenant ${slug}.`);
    const outcome = await sql.begin(async (tx) => {
      const sealSecret = await holdSeal(tx, options.sealSecret);
      const [schema] = await tx`select from pg_catalog.pg_namespace where nspname = ${tenant.schema}`;
      if (!schema) {
        await remake(tx, tenant, sealSecret);
        return { ...whole, remade: true };
      }
      const present = await listTables(tx, tenant.schema);
      const guarded = present.filter((table) => guardedTables.includes(table));
      await tx`select set_config('lock_timeout', '5s', true)`;
      await dropForeignPolicies(tx, tenant.schema);
      await tx.unsafe(openSchema(tenant.schema));
      await tx.unsafe(guardStatements(tenant, sealSecret, guarded));
      await tx`update public.tenants set sealed_by = ${sealedBy(sealSecret)} where id = ${tenant.id}`;
      const unknown = present.filter((table) => !guarded.includes(table));
      return { ...whole, guarded, unknown };
    });
    return outcome as RepairResult;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function remake(tx: postgres.TransactionSql, tenant: FleetTenant, sealSecret: string): Promise<void> {
  const migrations = readMigrations("tenant");
  await buildTenantSchema(tx, tenant, sealSecret, migrations);
  await recordForFleet(tx, migrations);
  await tx`update public.tenants
    set schema_version = ${migrations.length}, sealed_by = ${sealedBy(sealSecret)}, updated_at = now()
    where id = ${tenant.id}`;
}

/** Policies that are none of ours go: the guard's own are put on again with the tables. */
async function dropForeignPolicies(tx: postgres.TransactionSql, schema: string): Promise<void> {
  const statements = await tx<{ statement: string }[]>`
    select format('drop policy %I on %I.%I', p.polname, n.nspname, c.relname) as statement
    from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and p.polname not in ('tenant_rows', 'tenant_guard')`;
  for (const { statement } of statements) await tx.unsafe(statement);
}

function openSchema(schema: string): string {
  const name = quoteName(schema);
  return `revoke all on schema ${name} from public, tenantry_app, tenantry_web, tenantry_backup;
    grant usage on schema ${name} to tenantry_app, tenantry_backup;`;
}
