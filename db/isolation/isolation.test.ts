import { afterAll, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { listProjects } from "#db/queries/project-list.ts";
import { createProject } from "#db/queries/projects.ts";
import { sealTenantKey } from "#db/tenant/guard.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";

let db: TestDatabase;
let attacker: postgres.Sql;

beforeAll(async () => {
  db = await createTestDatabase();
  attacker = postgres(db.url("tenantry_app"), { max: 1, fetch_types: false });
  for (const tenant of [db.acme, db.globex]) {
    await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, tenant, [person("ann")]);
    await write(tenant, (tx) =>
      createProject(tx, { name: `${tenant.slug} secret`, description: "", color: "blue", ownerId: "ann" }),
    );
  }
});
afterAll(async () => {
  await attacker.end();
  await db.close();
});

test("each tenant sees its own projects and no others", async () => {
  const names = await Promise.all([read(db.acme, listProjects), read(db.globex, listProjects)]);
  expect(names.map((rows) => rows.map(({ name }) => name))).toEqual([["acme secret"], ["globex secret"]]);
});

test("without a tenant's context the app role sees no rows and can write none", async () => {
  expect(await countProjects(db.globex)).toBe(0);
  const insert = attacker.unsafe(`insert into ${db.globex.schema}.settings values ('a', '1', now())`);
  await expect(insert.execute()).rejects.toThrow("row-level security");
});

test("inside acme, globex's tables by their full name are empty", async () => {
  const rows = await enterAs(db.acme, keyOf(db.acme), db.acme.id, countIn(db.globex));
  expect(rows).toBe(0);
});

test("inside acme, a forged tenant id opens nothing", async () => {
  expect(await enterAs(db.globex, keyOf(db.acme), db.globex.id, countIn(db.globex))).toBe(0);
  expect(await enterAs(db.globex, keyOf(db.acme), db.globex.id, countIn(db.acme))).toBe(0);
});

test("a wrong key opens nothing, not even with the hash that stands in the policy", async () => {
  const hash = new Bun.CryptoHasher("sha256").update(keyOf(db.globex)).digest("hex");
  for (const key of ["", "wrong", hash, keyOf(db.acme)]) {
    expect(await enterAs(db.globex, key, db.globex.id, countIn(db.globex))).toBe(0);
  }
  expect(await enterAs(db.globex, keyOf(db.globex), db.globex.id, countIn(db.globex))).toBe(1);
});

test("inside acme, globex's rows can't be updated, deleted, or added to", async () => {
  const { schema } = db.globex;
  const attempt = (statement: string) =>
    enterAs(db.acme, keyOf(db.acme), db.acme.id, async (tx) => (await tx.unsafe(statement)).count);
  expect(await attempt(`update ${schema}.projects set name = 'stolen'`)).toBe(0);
  expect(await attempt(`delete from ${schema}.projects`)).toBe(0);
  await expect(attempt(`insert into ${schema}.settings values ('a', '1', now())`)).rejects.toThrow(
    "row-level security",
  );
  await expect(attempt(`truncate ${schema}.projects`)).rejects.toThrow("permission denied");
  expect((await read(db.globex, listProjects)).map(({ name }) => name)).toEqual(["globex secret"]);
});

test("the app role reaches nothing in public, and makes neither tables, temporary tables nor schemas", async () => {
  const denied = [
    "select from public.tenants",
    "select from public.inbox",
    "select * from app.find_tenant('globex')",
    "create table public.mine ()",
    `create table ${db.acme.schema}.mine ()`,
    "create temporary table mine ()",
    "create schema mine",
    "select lo_create(0)",
    "set role tenantry_owner",
    `update ${db.acme.schema}.users set role = 'owner'`,
  ];
  for (const statement of denied)
    await expect(attacker.unsafe(statement).execute()).rejects.toThrow(/permission denied/);
});

test("the routing role stores through its door alone, reads nothing, and enters no tenant", async () => {
  const denied = [
    "insert into public.inbox (svix_id, svix_timestamp, svix_signature, body) values ('a', 'b', 'c', 'd')",
    "select from public.inbox",
    "delete from public.inbox",
    "select from public.tenants",
    `select from ${db.acme.schema}.projects`,
    "select app.enter_tenant('a', 'b', 'c', 'd')",
  ];
  await db.webPool.use(async (client) => {
    for (const statement of denied)
      await expect(client.unsafe(statement).execute()).rejects.toThrow(/permission denied/);
  });
});

test("the owner is bound too: without the context it sees and changes no row", async () => {
  const { schema } = db.acme;
  expect((await db.owner.unsafe(`select from ${schema}.projects`)).length).toBe(0);
  expect((await db.owner.unsafe(`update ${schema}.projects set name = 'x'`)).count).toBe(0);
});

test("a READ ONLY transaction refuses a write", async () => {
  const project = { name: "no", description: "", color: "blue", ownerId: "ann" };
  const write = read(db.acme, (tx) => createProject(tx as TenantTransaction, project));
  await expect(write).rejects.toThrow("read-only transaction");
});

test("ids and schema names of an unexpected form are refused before any SQL", async () => {
  const bad = [
    { id: "1' or '1'='1", schema: db.acme.schema },
    { id: db.acme.id, schema: "public" },
    { id: db.acme.id, schema: 'tenant_acme"; drop schema public' },
  ];
  for (const tenant of bad) {
    await expect(read(tenant as Tenant, listProjects)).rejects.toMatchObject({
      code: "invalid-tenant-context",
    });
  }
});

function read<T>(tenant: Tenant, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return inTenant(
    tenant,
    { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" },
    fn,
  );
}

function write<T>(tenant: Tenant, fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return inTenant(
    tenant,
    { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" },
    fn,
  );
}

/** A transaction of the app role with a context of the attacker's choice. */
async function enterAs<T>(
  { schema }: Tenant,
  key: string,
  id: string,
  fn: (tx: postgres.TransactionSql) => Promise<T>,
): Promise<T> {
  const result = await attacker.begin(async (tx) => {
    await tx`select app.enter_tenant(${schema}, ${id}, ${key}, 'attack')`;
    return { value: await fn(tx) };
  });
  return result.value as T;
}

function countIn({ schema }: Tenant) {
  return async (tx: postgres.TransactionSql) => (await tx.unsafe(`select from ${schema}.projects`)).length;
}

async function countProjects({ schema }: Tenant): Promise<number> {
  return (await attacker.unsafe(`select from ${schema}.projects`)).length;
}

function keyOf(tenant: Tenant): string {
  return sealTenantKey(testSealSecret, tenant.id);
}
