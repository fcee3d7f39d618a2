import { provisionTenant } from "#db/directory/provision.ts";
import { createLedger } from "#db/migrate/ledger.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { guardedTables, guardNewTables } from "#db/tenant/guard.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { median, ratio } from "#scripts/bench/arithmetic.ts";
import { timed } from "#scripts/bench/measure.ts";

export type ProvisioningCost = { tenant: number; bare: number; ratio: number };

/** Provisions tenants and creates schemas by bare SQL alternately. Median milliseconds. */
export async function measureProvisioning(database: TestDatabase, pairs: number): Promise<ProvisioningCost> {
  const { owner } = database;
  const tenant: number[] = [];
  const bare: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const slug = `made-${crypto.randomUUID().slice(0, 12)}`;
    const organization = { clerkOrgId: `org_${slug}`, name: slug, slug };
    tenant.push(await timed(() => provisionTenant(owner, testSealSecret, organization)));
    bare.push(await timed(() => owner.unsafe(bareSchema())));
  }
  return { tenant: median(tenant), bare: median(bare), ratio: ratio(tenant, bare) };
}

/** Tables, guard and ledger of a tenant as one message, which is one transaction. */
export function bareSchema(): string {
  const tenant = {
    id: Bun.randomUUIDv7(),
    schema: `bare_${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`,
  };
  return `create schema ${tenant.schema}; grant usage on schema ${tenant.schema} to tenantry_app, tenantry_backup;
    select set_config('search_path', '${tenant.schema}', true), set_config('app.tenant_id', '${tenant.id}', true),
      set_config('app.pass', (select encode(app.pass_for('${tenant.id}', secret), 'hex') from public.pass_secrets where replaced_at is null), true);
    ${createLedger}
    ${readMigrations("tenant")
      .map(({ sql }) => sql)
      .join("\n")}
    ${guardNewTables(tenant, guardedTables)}
    insert into _migrations (version, name, checksum, applied_at) values (1, 'x', 'x', now());
    insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
      select '${tenant.id}', '${tenant.schema}', 'x', '${tenant.schema.replaceAll("_", "-")}', 'tenant_${tenant.schema}', 'provisioning', now(), now();`;
}
