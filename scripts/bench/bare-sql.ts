import { availableParallelism } from "node:os";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { recordVersion } from "#db/migrate/rollout/apply-step.ts";
import { tablesText } from "#db/migrate/tenant-schema.ts";
import { guardedTables, guardNewTables, sealTenantKey } from "#db/tenant/guard.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { concurrently, timed } from "./measure.ts";

// The floor under provisioning and migrations: the same SQL, one message for each tenant, without the code around it.

export const connections = availableParallelism() * 2;

/** Sends the messages, each connection one at a time. @returns milliseconds. */
export async function sendAll(ownerUrl: string, messages: readonly string[]): Promise<number> {
  const left = [...messages];
  const send = async () => {
    const sql = connectAsOwner(ownerUrl, "bench bare");
    for (let one = left.pop(); one; one = left.pop()) await sql.unsafe(one);
    await sql.end();
  };
  return await timed(() => concurrently(connections, send));
}

/** Context, SQL and ledger row. */
export function bareMigration(tenant: Pick<Tenant, "id" | "schema">, sql: string, version: number): string {
  const key = sealTenantKey(testSealSecret, tenant.id);
  return `
    select app.begin_migration('${tenant.id}', ${version - 1}, '${key}', '${tenant.schema}', '2s');
    ${sql}
    insert into _migrations (version, name, checksum, applied_at) values (${version}, 'x', 'x', now());
    ${recordVersion(tenant, { to: version })};`;
}

/** Tables, ledger, guard and a row of the directory. */
export function bareSchema(): string {
  const id = Bun.randomUUIDv7();
  const name = `bare${id.replaceAll("-", "").slice(16)}`;
  return `create schema ${name}; grant usage on schema ${name} to tenantry_app, tenantry_backup;
    set local search_path to ${name}; ${tablesText({ schema: name }, readMigrations("tenant"))}
    insert into _migrations (version, name, checksum, applied_at) values (1, 'x', 'x', now());
    ${guardNewTables({ id, schema: name }, guardedTables)}
    insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
      select '${id}', '${name}', 'x', '${name}', 'tenant_${name}', 'provisioning', now(), now();`;
}
