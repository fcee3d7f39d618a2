import { afterAll, beforeAll, expect, test } from "bun:test";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { empty } from "./empty.ts";
import { type Command, execute } from "./operator/command.ts";
import { reset } from "./reset.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  for (const tenant of [db.acme, db.globex]) await fill(tenant);
});
afterAll(() => db.close());

test("empty deletes one tenant's rows, but not its members and no other tenant's rows", async () => {
  const { code, out } = await run(empty, ["acme", "--yes", "--json"]);
  expect([code, JSON.parse(out)]).toEqual([0, { tasks: 1, projects: 1, audit_log: 2, settings: 1 }]);
  expect(await count(db.acme)).toEqual({ users: 1, projects: 0, tasks: 0, audit_log: 0, settings: 0 });
  expect(await count(db.globex)).toEqual({ users: 1, projects: 1, tasks: 1, audit_log: 2, settings: 1 });
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
  await mirrorMembers(ownerAccess(), tenant, [person("sam")]);
  const [project, other] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  await inTenantAsOwner(ownerAccess(), tenant, "test", async (tx) => {
    await tx`insert into projects (id, name, color, status, owner_id, created_at, updated_at)
      values (${project}, 'x', 'blue', 'active', 'sam', now(), now())`;
    await tx`insert into tasks (id, project_id, title, status, position, created_at, updated_at)
      values (${other}, ${project}, 'x', 'todo', 1, now(), now())`;
    await tx`insert into audit_log (id, action, target_type, target_id, at) values (${other}, 'x', 'x', 'x', now())`;
    await tx`insert into settings (key, value, updated_at) values ('x', '1', now())`;
  });
}

async function count(tenant: Tenant) {
  return await inTenantAsOwner(ownerAccess(), tenant, "test", async (tx) => {
    const [row] = await tx`select (select count(*)::int from users) as users,
      (select count(*)::int from projects) as projects, (select count(*)::int from tasks) as tasks,
      (select count(*)::int from audit_log) as audit_log, (select count(*)::int from settings) as settings`;
    return { ...row };
  });
}

async function slugs(): Promise<string[]> {
  return (await db.owner<{ slug: string }[]>`select slug from public.tenants`).map(({ slug }) => slug);
}
