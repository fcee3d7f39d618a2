import { afterAll, beforeAll, expect, test } from "bun:test";
import { provisionTenant } from "#db/directory/provision.ts";
import { migrate } from "#db/migrate/migrate.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { listProjects } from "#db/queries/project-list.ts";
import { createProject } from "#db/queries/projects.ts";
import { createPool, type Pool } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type MigrationFolder, migrationFolder } from "#db/testing/migration-folder.ts";
import { person } from "#db/testing/people.ts";

// During a rollout one process serves tenants of both versions. No request may fail because of it.

const count = 200;
const shipped = readMigrations("tenant").length;
let db: TestDatabase;
let pool: Pool;
let folder: MigrationFolder;
const tenants: Tenant[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  pool = createPool({ url: db.url("tenantry_app"), size: 6, applicationName: "load" });
  for (let number = 1; number <= count; number++) {
    const slug = `load-${number}`;
    const organization = { clerkOrgId: `org_${slug}`, name: slug, slug };
    tenants.push(await provisionTenant(db.owner, testSealSecret, organization));
  }
  await Promise.all(
    tenants.map((tenant) =>
      mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, tenant, [person("ann")]),
    ),
  );
  folder = migrationFolder({
    "expand.sql": "alter table projects add column priority text;\nupdate projects set priority = 'none';",
    "index.sql": "-- transaction: off\ncreate index concurrently projects_priority on projects (priority);",
    "contract.sql": "alter table projects drop column priority;",
  });
}, 60_000);
afterAll(async () => {
  folder.remove();
  await pool.close();
  await db.close();
});

test(`${count} tenants are migrated under load without a failed request: column added, indexed, dropped`, async () => {
  const load = startLoad();
  const results = [];
  for (const to of [shipped + 1, shipped + 2, shipped + 3]) {
    results.push(
      await migrate({
        ownerUrl: db.url("tenantry_owner"),
        sealSecret: testSealSecret,
        directory: folder.directory,
        concurrency: 3,
        to,
      }),
    );
  }
  const { requests, failures } = await load.stop();
  expect(results.map(({ done, failed }) => [done, failed.length])).toEqual(Array(3).fill([count + 2, 0]));
  expect(failures).toEqual([]);
  expect(requests).toBeGreaterThan(count);
}, 120_000);

function startLoad() {
  let running = true;
  let requests = 0;
  const failures: string[] = [];
  const options = { pool, sealSecret: testSealSecret, label: "load" };
  const visit = async () => {
    const tenant = tenants[Math.floor(Math.random() * count)];
    if (!tenant) return;
    if (Math.random() < 0.3) {
      const project = { name: "p", description: "", color: "blue", ownerId: "ann" };
      await inTenant(tenant, { ...options, readOnly: false }, (tx) => createProject(tx, project));
    } else await inTenant(tenant, { ...options, readOnly: true }, (tx) => listProjects(tx));
  };
  const visitors = Array.from({ length: 8 }, async () => {
    while (running) {
      await visit().catch((error) => failures.push(String(error)));
      requests += 1;
    }
  });
  const stop = async () => {
    running = false;
    await Promise.all(visitors);
    return { requests, failures };
  };
  return { stop };
}
