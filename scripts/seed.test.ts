import { afterAll, beforeAll, expect, test } from "bun:test";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { execute } from "./operator/command.ts";
import { makeTenant } from "./seed/fleet-data.ts";
import { seed } from "./seed.ts";

const databases: TestDatabase[] = [];
beforeAll(async () => {
  databases.push(await createTestDatabase(), await createTestDatabase());
});
afterAll(async () => {
  for (const db of databases) await db.close();
});

const small = ["--tenants", "3", "--projects", "12", "--members", "5", "--tasks", "3"];

test("the same seed creates the same rows and ids in two databases, and a second run adds nothing", async () => {
  const [one, two] = databases as [TestDatabase, TestDatabase];
  expect(await run(one, ...small)).toMatchObject({ tenants: 3, users: 15, projects: 36, tasks: 108 });
  expect(await run(two, ...small)).toMatchObject({ tenants: 3, users: 15, projects: 36, tasks: 108 });
  const rows = await rowsOf(one);
  expect(rows).toHaveLength(3);
  expect(await rowsOf(two)).toEqual(rows);
  expect(await run(one, ...small)).toMatchObject({ tenants: 0, users: 0, projects: 0, tasks: 0 });
  expect(await rowsOf(one)).toEqual(rows);
});

test("a bigger size adds to the existing rows, another seed creates other rows, and every guard is in place", async () => {
  const [db] = databases as [TestDatabase];
  const bigger = ["--tenants", "4", "--projects", "14", "--members", "5", "--tasks", "3"];
  expect(await run(db, ...bigger)).toMatchObject({ tenants: 1, users: 5, projects: 20, tasks: 60 });
  expect(await run(db, ...small, "--seed", "other")).toMatchObject({ tenants: 3, projects: 36 });
  expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
});

test("ten thousand tenants have distinct names, slugs and ids", () => {
  const all = Array.from({ length: 10_000 }, (_, number) => makeTenant("tenantry", number));
  for (const key of ["id", "clerkOrgId", "name", "slug"] as const) {
    expect(new Set(all.map((tenant) => tenant[key])).size).toBe(10_000);
  }
  expect(
    all.every(({ id }) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toBe(true);
});

test("invalid numbers and production are refused with exit code 2", async () => {
  const [db] = databases as [TestDatabase];
  for (const args of [
    ["--tenants", "0", "--projects", "1"],
    ["--tenants", "1"],
    ["--tenants", "x", "--projects", "1"],
  ]) {
    expect((await start(environment(db), ...args)).code).toBe(2);
  }
  const production = await start({ ...environment(db), NODE_ENV: "production" }, ...small);
  expect(production).toMatchObject({ code: 2, err: expect.stringContaining("NODE_ENV is production") });
});

async function rowsOf(db: TestDatabase) {
  const tenants = await db.owner`
    select id, clerk_org_id, name, slug, schema_name as schema from public.tenants
    where clerk_org_id like 'org_seed_%' order by slug`;
  return await Promise.all(
    tenants.map(({ id, schema, ...tenant }) =>
      inTenantAsOwner({ sql: db.owner, sealSecret: testSealSecret }, { id, schema }, "test", async (tx) => ({
        ...{ id, schema, ...tenant },
        users: [...(await tx`select * from users order by id`)],
        projects: [...(await tx`select * from projects order by id`)],
        tasks: [...(await tx`select * from tasks order by id`)],
      })),
    ),
  );
}

async function run(db: TestDatabase, ...args: string[]): Promise<unknown> {
  const { code, out, err } = await start(environment(db), ...args, "--json");
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out);
}

function start(source: Record<string, string>, ...args: string[]) {
  return execute(seed, args, source, { isTerminal: false, ask: async () => "" });
}

function environment(db: TestDatabase): Record<string, string> {
  return { DATABASE_OWNER_URL: db.url("tenantry_owner"), TENANT_SEAL_SECRET: testSealSecret };
}
