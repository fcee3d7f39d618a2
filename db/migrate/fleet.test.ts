import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import { provisionTenant } from "../provision.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { type MigrationFolder, migrationFolder } from "../testing/migration-folder.ts";
import { readFleetStatus } from "./fleet-state.ts";
import { type MigrateOptions, migrate, migrateDown } from "./migrate.ts";
import { readMigrations } from "./migration-files.ts";
import { withFleetLock } from "./operator.ts";
import { findUnguarded } from "./unguarded.ts";

// The fleet: acme, globex and six more. Each test adds files of its own, and takes the tenants back afterwards.

const shipped = readMigrations("tenant").length;
const others = ["blue", "cyan", "gray", "lime", "pink", "teal"];
let db: TestDatabase;
let admin: postgres.Sql;
let folder: MigrationFolder | undefined;

beforeAll(async () => {
  db = await createTestDatabase();
  admin = postgres(db.url("admin"), { max: 2, fetch_types: false, onnotice: () => {} });
  for (const slug of others) {
    await provisionTenant(db.owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
  }
});
afterEach(async () => {
  folder?.remove();
  await takeBack();
});
afterAll(async () => {
  await admin.end();
  await db.close();
});

test("every tenant gets the new file, its ledger row and its version; again there is nothing to do", async () => {
  folder = migrationFolder({ "notes.sql": "alter table projects add column note text;" });
  const result = await up();
  expect(result).toMatchObject({ planned: 8, done: 8, failed: [], outcome: "done", target: shipped + 1 });
  expect(await columnsOf("note")).toBe(8);
  expect(await versions()).toEqual([{ version: shipped + 1, tenants: 8 }]);
  const ledger = await ledgerOf("tenant_acme");
  expect(ledger.at(-1)).toMatchObject({ version: shipped + 1, name: "notes" });
  expect(await up()).toMatchObject({ planned: 0, done: 0 });
});

test("a table that a file makes has its guard and its grants when the file is through", async () => {
  folder = migrationFolder({
    "settings_anew.sql":
      "drop table settings; create table settings (key text primary key, value jsonb not null, updated_at timestamptz not null);",
  });
  await up();
  expect(await findUnguarded(db.owner)).toEqual([]);
  const [row] =
    await db.owner`select has_table_privilege('tenantry_app', 'tenant_blue.settings', 'insert') as may`;
  expect(row?.may).toBe(true);
});

test("a backfill touches every row of every tenant, and none of it without the engine's context", async () => {
  await insertProjects();
  folder = migrationFolder({
    "shout.sql": "update projects set name = upper(name);",
  });
  const without = await db.owner.unsafe("update tenant_acme.projects set name = upper(name)");
  expect(without.count).toBe(0);
  await up();
  expect(await namesOf("tenant_acme")).toEqual(["ONE", "TWO"]);
  expect(await namesOf("tenant_teal")).toEqual(["ONE", "TWO"]);
});

test("a foreign key over bad rows is refused, and that tenant alone stays behind", async () => {
  await insertProjects();
  await admin`update tenant_lime.projects set description = 'nobody'`;
  await admin`update tenant_lime.projects set description = 'ann' where name = 'one'`;
  for (const slug of ["acme", "globex", ...others.filter((one) => one !== "lime")])
    await admin.unsafe(`update tenant_${slug}.projects set description = 'ann'`);
  folder = migrationFolder({
    "reviewer.sql":
      "alter table projects add constraint projects_reviewer foreign key (description) references users (id);",
  });
  const result = await up();
  expect(result).toMatchObject({ done: 7, outcome: "failed" });
  expect(result.failed).toMatchObject([{ slug: "lime", file: expect.stringContaining("_reviewer.sql") }]);
  expect(result.failed[0]?.error).toContain("violates foreign key constraint");
});

test("one tenant's failure is written down with the place in the file, the others go on, a rerun takes up what is left", async () => {
  folder = migrationFolder({
    "in_the_way.sql": "alter table projects add column mark text;\nalter table users add column badge text;",
  });
  await admin`alter table tenant_cyan.users add column badge text`;
  const first = await up();
  expect(first).toMatchObject({ planned: 8, done: 7, outcome: "failed" });
  expect(first.failed).toMatchObject([{ slug: "cyan", attempts: 1 }]);
  expect(await columnsOf("mark")).toBe(7);
  const status = await readFleetStatus(db.owner);
  expect(status.failures).toMatchObject([{ slug: "cyan", error: expect.stringContaining("already exists") }]);
  expect(status.lastRun).toMatchObject({ outcome: "failed", done: 7, failed: 1 });
  await admin`alter table tenant_cyan.users drop column badge`;
  expect(await up()).toMatchObject({ planned: 1, done: 1, outcome: "done" });
  expect((await readFleetStatus(db.owner)).failures).toEqual([]);
});

test("a file that cannot work is found in the rehearsal, with a caret, before any tenant is touched", async () => {
  folder = migrationFolder({
    "good.sql": "alter table projects add column good text;",
    "bad.sql": "-- A comment\nalter table projects\n  add column wrong no_such_type;",
  });
  const failure = await up().catch((error) => error);
  expect(failure).toMatchObject({ code: "migration-failed" });
  expect(failure.message).toContain("_bad.sql");
  expect(failure.excerpt).toBe(`line 3:   add column wrong no_such_type;\n${" ".repeat(27)}^`);
  expect(await columnsOf("good")).toBe(0);
});

test("a table that somebody made by hand, without its guard, is named after the wave", async () => {
  folder = migrationFolder({ "badges.sql": "alter table users add column badges text;" });
  await admin`create table tenant_cyan.badges ()`;
  await expect(up()).rejects.toThrow("without their guard: tenant_cyan.badges");
  expect((await readFleetStatus(db.owner)).lastRun).toMatchObject({ outcome: "failed", done: 8 });
});

test("a table that nobody listed grants for is refused in the rehearsal", async () => {
  folder = migrationFolder({ "stray.sql": "create table stray (id uuid primary key);" });
  await expect(up()).rejects.toThrow("stray has no entry in db/guard.ts");
});

test("a tenant whose table is held by somebody is tried again, and does not hold up the others", async () => {
  folder = migrationFolder({ "patient.sql": "alter table projects add column patient text;" });
  const holder = admin.begin(async (tx) => {
    await tx`lock table tenant_gray.projects in access share mode`;
    await Bun.sleep(600);
  });
  const order: string[] = [];
  const result = await up({
    lockTimeout: "100ms",
    concurrency: 2,
    onTenant: ({ tenant }) => void order.push(tenant.slug),
  });
  await holder;
  expect(result).toMatchObject({ done: 8, failed: [] });
  expect(order.at(-1)).toBe("gray");
});

test("a lock that never comes is a failure with its reason, after the retries", async () => {
  folder = migrationFolder({
    "never.sql": "-- lock_timeout: 50ms\nalter table projects add column never text;",
  });
  const held = Promise.withResolvers<void>();
  const holder = admin.begin(async (tx) => {
    await tx`lock table tenant_gray.projects in access share mode`;
    await held.promise;
  });
  const result = await up({ retries: 1 });
  held.resolve();
  await holder;
  expect(result.failed).toMatchObject([
    { slug: "gray", attempts: 2, error: expect.stringContaining("lock timeout") },
  ]);
});

test("CREATE INDEX CONCURRENTLY runs outside a transaction; an invalid index left by a crash is made again", async () => {
  folder = migrationFolder({
    "index.sql": "-- transaction: off\ncreate index concurrently projects_name on projects (name);",
  });
  await admin.unsafe("create index projects_name on tenant_acme.projects (name)");
  await admin.unsafe("create index projects_name on tenant_blue.projects (name)");
  await admin.unsafe(
    "update pg_index set indisvalid = false where indexrelid = 'tenant_blue.projects_name'::regclass",
  );
  const result = await up();
  expect(result).toMatchObject({ done: 8, failed: [] });
  const indexes = await admin`
    select i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = 'projects_name'`;
  expect(indexes.map(({ valid }) => valid)).toEqual(Array(8).fill(true));
});

test("$TENANT_SCHEMA$ stands for the tenant's own schema", async () => {
  folder = migrationFolder({ "named.sql": "alter table $TENANT_SCHEMA$.projects add column named text;" });
  await up();
  expect(await columnsOf("named")).toBe(8);
});

test("canaries go first, and when one fails nobody follows", async () => {
  folder = migrationFolder({ "canary.sql": "alter table users add column tweet text;" });
  await admin`alter table tenant_pink.users add column tweet text`;
  const result = await up({ canary: ["teal", "pink"], concurrency: 1 });
  expect(result).toMatchObject({ done: 1, outcome: "failed", failed: [{ slug: "pink" }] });
  await admin`alter table tenant_pink.users drop column tweet`;
  expect(await up({ canary: 2 })).toMatchObject({ done: 7, failed: [] });
  await expect(up({ canary: ["nobody"] })).resolves.toMatchObject({ planned: 0 });
});

test("after the failures that are allowed no further tenant is begun", async () => {
  folder = migrationFolder({ "doomed.sql": "alter table users add column doomed text;" });
  for (const slug of ["acme", "blue", "cyan"])
    await admin.unsafe(`alter table tenant_${slug}.users add column doomed text`);
  const result = await up({ maxFailures: 2, concurrency: 1 });
  expect(result).toMatchObject({ done: 0, outcome: "failed" });
  expect(result.failed.map(({ slug }) => slug)).toEqual(["acme", "blue"]);
});

test("named tenants alone, and up to a version alone", async () => {
  folder = migrationFolder({
    "first.sql": "alter table users add column first_new text;",
    "second.sql": "alter table users add column second_new text;",
  });
  expect(await up({ tenants: ["acme", "teal"], to: shipped + 1 })).toMatchObject({ planned: 2, done: 2 });
  expect(await versions()).toEqual([
    { version: shipped, tenants: 6 },
    { version: shipped + 1, tenants: 2 },
  ]);
  await expect(up({ tenants: ["nobody"] })).rejects.toMatchObject({ code: "no-tenant" });
  await expect(up({ to: 99 })).rejects.toThrow(`the files go from 1 to ${shipped + 2}`);
  expect(await up()).toMatchObject({ planned: 8, done: 8 });
});

test("down files take tenants back, and without one nothing is begun", async () => {
  folder = migrationFolder({
    "there.sql": "alter table users add column there text; update users set there = 'x';",
    "there.down.sql": "alter table users drop column there;",
    "oneway.sql": "alter table users add column oneway text;",
  });
  await up({ to: shipped + 1 });
  expect(await down(shipped)).toMatchObject({ done: 8, failed: [] });
  expect(await columnsOf("there")).toBe(0);
  expect(await ledgerOf("tenant_acme")).toHaveLength(shipped);
  await up();
  await expect(down(shipped)).rejects.toThrow("_oneway.sql cannot be taken back: there is no");
});

test("a file that was edited since a tenant had it is refused by one look, with both hashes", async () => {
  folder = migrationFolder({ "edited.sql": "alter table users add column edited text;" });
  await up({ tenants: ["acme"] });
  const [before] = readMigrations("tenant", folder.directory).slice(-1);
  folder.remove();
  folder = migrationFolder({ "edited.sql": "alter table users add column edited int;" });
  const [after] = readMigrations("tenant", folder.directory).slice(-1);
  const refusal = await up().catch((error) => error);
  expect(refusal).toMatchObject({ code: "migration" });
  expect(refusal.message).toContain(before?.checksum);
  expect(refusal.message).toContain(after?.checksum);
});

test("a second operator is told who is at it, or waits", async () => {
  folder = migrationFolder({ "busy.sql": "alter table users add column busy text;" });
  const held = Promise.withResolvers<void>();
  const first = withFleetLock(
    { ownerUrl: db.url("tenantry_owner"), command: "migrate", wait: false },
    () => held.promise,
  );
  await Bun.sleep(50);
  const refusal = await up().catch((error) => error);
  expect(refusal).toMatchObject({ code: "fleet-busy" });
  expect(refusal.message).toMatch(
    /"tenantry migrate by \S+@\S+ \d+", since \d{4}-\d\d-\d\d .* is working on the fleet/,
  );
  const waiting = up({ wait: true });
  await Bun.sleep(50);
  held.resolve();
  await first;
  expect(await waiting).toMatchObject({ done: 8 });
});

test("provisioning beside a migration gets a whole schema at the newest version it knows", async () => {
  folder = migrationFolder({ "beside.sql": "alter table users add column beside text;" });
  const migrating = up({ concurrency: 1 });
  const tenant = await provisionTenant(db.owner, testSealSecret, {
    clerkOrgId: "org_beside",
    name: "beside",
    slug: "beside",
  });
  await migrating;
  expect(tenant.status).toBe("active");
  // It was made by a process of the older release: the next look finds it.
  const again = await up();
  expect(again.planned + (await migrating).planned).toBe(9);
  expect(await columnsOf("beside")).toBe(9);
});

test("an interrupted run finishes the tenants in hand and says so; the next one takes up the rest", async () => {
  folder = migrationFolder({ "stop.sql": "alter table users add column stop text;" });
  const operator = new AbortController();
  const first = await up({ concurrency: 1, signal: operator.signal, onTenant: () => operator.abort() });
  expect(first).toMatchObject({ done: 1, outcome: "interrupted", failed: [] });
  expect(await up()).toMatchObject({ done: first.planned - 1, outcome: "done" });
});

function up(options: Partial<MigrateOptions> = {}) {
  return migrate({
    ownerUrl: db.url("tenantry_owner"),
    sealSecret: testSealSecret,
    ...(folder && { directory: folder.directory }),
    ...options,
  });
}

function down(to: number) {
  return migrateDown({
    ownerUrl: db.url("tenantry_owner"),
    sealSecret: testSealSecret,
    ...(folder && { directory: folder.directory }),
    to,
  });
}

/** Every tenant as it was provisioned: the schemas are made anew. */
async function takeBack(): Promise<void> {
  const tenants = await admin<{ id: string; slug: string; schema: string }[]>`
    select id, slug, schema_name as schema from public.tenants`;
  await admin`delete from public.fleet_failures`;
  await admin`delete from public.tenant_migrations where version > ${shipped}`;
  for (const { id, slug, schema } of tenants) {
    await admin.unsafe(`drop schema ${schema} cascade`);
    await admin`update public.tenants set status = 'provisioning', schema_version = 0 where id = ${id}`;
    await provisionTenant(db.owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
  }
}

async function insertProjects(): Promise<void> {
  for (const slug of ["acme", "globex", ...others]) {
    await admin.unsafe(`
      insert into tenant_${slug}.users (id, email, role, confirmed_at, joined_at, created_at, updated_at)
        values ('ann', 'ann@example.com', 'member', now(), now(), now(), now());
      insert into tenant_${slug}.projects (id, name, color, status, owner_id, created_at, updated_at)
        select gen_random_uuid(), name, 'blue', 'active', 'ann', now(), now() from (values ('one'), ('two')) as p (name);`);
  }
}

async function namesOf(schema: string): Promise<string[]> {
  const rows = await admin.unsafe<{ name: string }[]>(`select name from ${schema}.projects order by name`);
  return rows.map(({ name }) => name);
}

async function columnsOf(name: string): Promise<number> {
  const rows = await admin`select from information_schema.columns
    where table_schema like 'tenant\\_%' and column_name = ${name}`;
  return rows.length;
}

async function versions() {
  return (await readFleetStatus(db.owner)).versions;
}

function ledgerOf(schema: string) {
  return admin.unsafe<{ version: number; name: string }[]>(
    `select version, name from ${schema}._migrations order by version`,
  );
}
