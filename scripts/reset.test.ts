import { afterAll, beforeAll, expect, test } from "bun:test";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { reportTenant } from "#db/directory/tenant-report.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { insertSamples } from "#db/testing/sample-rows.ts";
import { empty } from "./empty.ts";
import { type Command, execute } from "./operator/command.ts";
import { reset } from "./reset.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  for (const tenant of [db.acme, db.globex]) await fill(tenant);
});
afterAll(() => db.close());

test("empty deletes every row of one tenant except its members, and none of its neighbour's", async () => {
  const full = await count(db.globex);
  expect(Object.entries(full).filter(([, rows]) => rows === 0)).toEqual([]);
  const { code, out } = await run(empty, ["acme", "--yes", "--json"]);
  const { users = 0, ...removed } = full;
  expect([code, JSON.parse(out)]).toEqual([0, removed]);
  const left = Object.entries(await count(db.acme)).filter(([, rows]) => rows > 0);
  expect(left).toEqual([["users", users]]);
  expect(await count(db.globex)).toEqual(full);
});

test("both are refused in production and without a confirmation", async () => {
  const live = { ...environment(), CLERK_SECRET_KEY: "sk_live_real" };
  for (const [command, args] of [
    [empty, ["globex", "--yes"]],
    [reset, ["--yes"]],
  ] as const) {
    const refused = await execute(command, [...args], live, nobody);
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringContaining("CLERK_SECRET_KEY is a live key"),
    });
    const unconfirmed = await run(
      command,
      args.filter((arg) => arg !== "--yes"),
    );
    expect(unconfirmed).toMatchObject({ code: 2, err: expect.stringContaining("stdin is not a terminal") });
  }
  expect(await count(db.globex)).toMatchObject({ projects: 1 });
});

test("reset leaves a migrated, guarded and seeded database, even if an earlier reset was interrupted", async () => {
  const { code, out } = await run(reset, ["--yes", "--json"]);
  expect([code, JSON.parse(out)]).toEqual([0, { dropped: 4, seeded: ["3 tenants, 15 projects"] }]);
  expect(await slugs()).not.toContain("acme");
  await db.owner`drop schema app cascade`;
  await db.owner`drop table public.tenants cascade`;
  expect((await run(reset, ["--yes"])).code).toBe(0);
  expect(await slugs()).toHaveLength(3);
  expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
});

const nobody = { isTerminal: false, ask: async () => "" };

function run(command: Command, args: string[]) {
  return execute(command, args, environment(), nobody);
}

function environment(): Record<string, string> {
  return { DATABASE_OWNER_URL: db.url("tenantry_owner"), TENANT_SEAL_SECRET: testSealSecret };
}

function ownerAccess() {
  return { sql: db.owner, sealSecret: testSealSecret };
}

async function fill(tenant: Tenant) {
  await inTenantAsOwner(ownerAccess(), tenant, "test", (tx) => insertSamples(tx));
}

async function count(tenant: Tenant): Promise<Record<string, number>> {
  const { _migrations, ...rows } = (await reportTenant(ownerAccess(), tenant.slug)).rows;
  return rows;
}

async function slugs(): Promise<string[]> {
  return (await db.owner<{ slug: string }[]>`select slug from public.tenants`).map(({ slug }) => slug);
}
