import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { verifyFleet } from "#db/audit/verify.ts";
import { provisionTenant } from "#db/directory/provision.ts";
import { lintEffects } from "#db/migrate/lint/lint-effects.ts";
import { migrate } from "#db/migrate/migrate.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { repairTenant } from "#db/migrate/repair.ts";
import { beginRotation, finishRotation } from "#db/migrate/seal/rotate.ts";
import { createPool } from "#db/tenant/pool.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";

// A managed database, whose administrator may create roles and databases but is not a superuser.

const older = "/usr/lib/postgresql/15/bin";
const servers: [string, string | undefined][] = [["the embedded server", undefined]];
if (existsSync(join(older, "initdb"))) servers.push(["PostgreSQL 15", older]);
const secret = "a-seal-secret-for-a-managed-database-in-a-test";

for (const [name, binDir] of servers) {
  test(`without a superuser, ${name} is set up, migrated, sealed anew and verified by tenantry_owner`, async () => {
    const server = await startThrowawayPostgres({ binDir });
    try {
      const urls = await setUp(server.adminUrl);
      const options = { ownerUrl: urls.owner, sealSecret: secret };
      expect((await migrate(options)).public.length).toBeGreaterThan(0);
      await provision(urls.owner);
      expect(await readAs(urls.app, urls.owner)).toEqual([]);
      await beginRotation({ ...options, sealSecret: `${secret} ${secret}-new` });
      await finishRotation({ ...options, sealSecret: `${secret}-new` });
      const fresh = { ...options, sealSecret: `${secret}-new` };
      expect(await repairTenant(fresh, "acme")).toMatchObject({ recreated: false });
      expect(await verifyFleet(fresh)).toEqual({ tenants: 1, drift: [], findings: [] });
    } finally {
      await server.stop();
    }
  }, 60_000);
}

/** Creates database, roles and passwords as the service's administrator. */
async function setUp(adminUrl: string): Promise<{ owner: string; app: string }> {
  const maintenance = Object.assign(new URL(adminUrl), { pathname: "/postgres" }).href;
  const superuser = postgres(maintenance, { max: 1, fetch_types: false, onnotice: () => {} });
  await superuser.unsafe("drop database if exists tenantry with (force)");
  await superuser.unsafe(
    "drop role if exists tenantry_owner, tenantry_app, tenantry_web, tenantry_backup, tenantry_lint, tenantry_monitor",
  );
  await superuser.unsafe("create role managed login createrole createdb password 'test'");
  await superuser.unsafe("create database managed owner managed");
  await superuser.end();
  const urlOf = (username: string) =>
    Object.assign(new URL(adminUrl), { username, password: "test", pathname: "/managed" }).href;
  const administrator = postgres(urlOf("managed"), { max: 1, fetch_types: false, onnotice: () => {} });
  const bootstrap = await Bun.file(join(import.meta.dir, "bootstrap.sql")).text();
  // Running it again changes nothing.
  for (const text of [bootstrap, bootstrap]) await administrator.unsafe(text);
  for (const role of ["owner", "app", "web", "backup"]) {
    await administrator.unsafe(`alter role tenantry_${role} password 'test'`);
  }
  await administrator.end();
  return { owner: urlOf("tenantry_owner"), app: urlOf("tenantry_app") };
}

async function provision(ownerUrl: string): Promise<void> {
  const owner = connectAsOwner(ownerUrl, "test");
  await provisionTenant(owner, secret, { clerkOrgId: "org_acme", name: "Acme", slug: "acme" });
  expect(await auditGuards(owner, secret)).toEqual([]);
  const migrations = { public: readMigrations("public"), tenant: readMigrations("tenant") };
  expect(await lintEffects(owner, migrations)).toEqual({ refused: [], warnings: [] });
  await owner.end();
}

async function readAs(appUrl: string, ownerUrl: string) {
  const owner = connectAsOwner(ownerUrl, "test");
  const [tenant] = await owner<{ id: string; schema: string }[]>`
    select id, schema_name as schema from public.tenants`;
  await owner.end();
  const pool = createPool({ url: appUrl, size: 1, applicationName: "test" });
  try {
    return await inTenant(
      tenant ?? { id: "", schema: "" },
      { pool, sealSecret: secret, readOnly: true, label: "test" },
      (tx) => tx.selectFrom("projects").select("id").execute(),
    );
  } finally {
    await pool.close();
  }
}
