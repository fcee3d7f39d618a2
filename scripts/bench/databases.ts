import { existsSync } from "node:fs";
import postgres from "postgres";
import { provisionTenant } from "#db/directory/provision.ts";
import { sealTenantKey } from "#db/tenant/guard.ts";
import { inTenantAsOwner, type OwnerAccess } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type LocalPostgres, startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";
import { concurrently } from "./measure.ts";

const debian15 = "/usr/lib/postgresql/15/bin";

/** The embedded PostgreSQL and the oldest supported one, where the machine has Debian's package. */
export const binDirs = existsSync(`${debian15}/initdb`) ? [undefined, debian15] : [undefined];
export const pgbench = existsSync(`${debian15}/pgbench`) ? `${debian15}/pgbench` : undefined;

/** The versions of the servers used so far. */
export const seenVersions = new Set<string>();

/** `admin` is the superuser, whom no policy binds. */
export type BenchDatabase = TestDatabase & { admin: postgres.Sql; version: string; operator: OwnerAccess };

const open: { database: BenchDatabase; server: LocalPostgres }[] = [];

/** A database on a server of its own. `closeDatabases` deletes both. */
export async function openDatabase(binDir?: string): Promise<BenchDatabase> {
  const server = await startThrowawayPostgres({ binDir });
  process.env.TEST_DATABASE_ADMIN_URL = server.adminUrl;
  const test = await createTestDatabase();
  const admin = postgres(test.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
  const operator = { sql: test.owner, sealSecret: testSealSecret };
  const database = { ...test, admin, operator, version: await noteVersion(admin) };
  open.push({ database, server });
  return database;
}

export async function closeDatabases(): Promise<void> {
  for (const { database, server } of open.splice(0)) {
    await database.admin.end();
    await database.close();
    await server.stop();
  }
}

export async function noteVersion(sql: postgres.Sql): Promise<string> {
  const [row] = await sql`select split_part(current_setting('server_version'), ' ', 1) as version`;
  seenVersions.add(row?.version);
  return row?.version;
}

/** Provisions an empty tenant. */
export async function provision({ owner }: TestDatabase, slug: string): Promise<Tenant> {
  return await provisionTenant(owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
}

/** Provisions the tenants with these numbers over two connections, with its progress on stderr. */
export async function provisionMany(database: TestDatabase, count: number, from = 0): Promise<Tenant[]> {
  const tenants: Tenant[] = [];
  let next = 0;
  await concurrently(2, async () => {
    while (next < count) {
      const number = next++;
      tenants[number] = await provision(database, `bench-${from + number}`);
      if (number > 0 && number % 1000 === 0) console.error(`  ${number} of ${count} tenants`);
    }
  });
  return tenants;
}

/** The statement that enters a tenant, and its values, for sessions that cannot use `inTenant`. */
export function entryOf({ id, schema }: Tenant) {
  const values = [schema, id, sealTenantKey(testSealSecret, id), "bench"];
  return { text: "select app.enter_tenant($1, $2, null, $3, $4)", values };
}

/** The id of the first project and of the first task. */
export const firstId = "00000000-0000-7000-8000-000000000001";

/** Gives each tenant a member and so many projects, tasks and entries in the audit log. */
export async function seed(
  { operator }: BenchDatabase,
  tenants: readonly Tenant[],
  { projects = 1, tasks = 0, entries = 0 } = {},
): Promise<void> {
  const idOf = (number: string) => `('00000000-0000-7000-8000-' || lpad((${number})::text, 12, '0'))::uuid`;
  const statements = `
    insert into users (id, email, role, confirmed_at, joined_at, created_at, updated_at)
      values ('ann', 'ann@example.com', 'owner', now(), now(), now(), now());
    insert into projects (id, name, description, color, status, owner_id, created_at, updated_at)
      select ${idOf("n")}, 'Project ' || n, 'What visitors see first', 'blue', 'active', 'ann', now(), now()
      from generate_series(1, ${projects}) as n;
    insert into tasks (id, project_id, title, status, completed_at, position, created_at, updated_at)
      select ${idOf("n")}, ${idOf(`1 + n % ${projects}`)}, 'Task ' || n, (array['todo', 'doing', 'done'])[1 + n % 3],
        case n % 3 when 2 then now() end, n, now(), now()
      from generate_series(1, ${tasks}) as n;
    insert into audit_log (id, actor_id, action, target_type, target_id, at)
      select ${idOf("n")}, 'ann', 'task.moved', 'task', n, now() from generate_series(1, ${entries}) as n;`;
  for (const tenant of tenants)
    await inTenantAsOwner(operator, tenant, "bench", (tx) => tx.unsafe(statements));
}
