import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { sealTenantKey } from "#db/tenant/guard.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { shipped, TestFleet } from "#db/testing/fleet.ts";
import { until } from "#db/testing/until.ts";
import { type Breakage, openValve, type Valve } from "#db/testing/valve.ts";
import { runRollout } from "./rollout.ts";
import { listTenants } from "./status.ts";

// The network between the engine and PostgreSQL fails while eight tenants are migrated over two connections. Each of them must
// be at the new version with what it brings, or be reported, and the next rollout must finish the rest.

let fleet: TestFleet;
let valve: Valve;
let directory: string;
beforeAll(async () => {
  fleet = await TestFleet.create();
}, 60_000);
beforeEach(async () => {
  valve = await openValve(fleet.db.url("tenantry_owner"));
  directory = fleet.write({ "add_column.sql": "alter table projects add column lost_test text;" });
});
afterEach(async () => {
  await valve.close();
  await fleet.takeBack();
});
afterAll(() => fleet.close());

for (const milliseconds of [40, 100]) {
  test(`connections refused for ${milliseconds} ms`, async () => {
    await migrateThrough(async () => {
      valve.refuse();
      await Bun.sleep(milliseconds);
      valve.open();
    });
  }, 60_000);
}

for (const breakage of ["ends", "resets", "is silent"] satisfies Breakage[]) {
  for (const which of ["one", "all"] as const) {
    test(`${which} of the connections ${breakage}, again and again`, async () => {
      const broken = await migrateThrough(() => valve.break(which, breakage));
      expect(broken).toBeGreaterThan(0);
    }, 60_000);
  }
}

test("entering a tenant does not yet say that it has the new version", async () => {
  const [tenant] = await listTenants(fleet.db.owner, {}, ["acme"]);
  if (!tenant) throw new Error("there is no acme");
  const key = sealTenantKey(testSealSecret, tenant.id);
  await fleet.db.owner`select app.begin_migration(${tenant.id}, ${shipped}, ${key}, 'test', '2s')`;
  expect(await listTenants(fleet.db.owner, {}, ["acme"])).toMatchObject([{ version: shipped }]);
});

for (const before of [0, 1, 2, 3, 5]) {
  test(`connections refused after ${before} tenants, the operator's own among them`, async () => {
    const up = fleet.up({ ownerUrl: valve.url, directory, concurrency: 2 }).catch((error: unknown) => error);
    await until(async () => (await fleet.countColumns("lost_test")) >= before);
    valve.refuse();
    await Bun.sleep(60);
    valve.open();
    await up;
    await expectWhole();
    await fleet.up();
    expect(await fleet.countColumns("lost_test")).toBe(8);
  }, 60_000);
}

/** The whole fleet, with the engine's connections through the valve, disturbed at the start and after some tenants. */
async function migrateThrough(disturb: () => number | void | Promise<void>): Promise<number> {
  let broken = 0;
  const due = [1, 3, 4, 6];
  let ended = 0;
  const onTenant = async () => {
    ended += 1;
    if (due.includes(ended)) broken += (await disturb()) ?? 0;
  };
  const tenants = await listTenants(fleet.db.owner, {});
  const plan = { command: "up", tenants, files: readMigrations("tenant", directory), target: shipped + 1 };
  const result = await runRollout(fleet.db.owner, plan, {
    ...{ ownerUrl: valve.url, sealSecret: testSealSecret, concurrency: 2, answerTimeout: 300 },
    onTenant,
  });
  const reported = await expectWhole();
  expect(reported).toBe(result.done);
  expect(result.done + result.failed.length).toBe(8);
  expect(await fleet.up()).toMatchObject({ failed: [] });
  expect(await fleet.countColumns("lost_test")).toBe(8);
  return broken;
}

/** @returns how many tenants are at the new version. */
async function expectWhole(): Promise<number> {
  const states = await fleet.admin<{ version: number; column: number }[]>`
    select t.schema_version - ${shipped} as version, (select count(*)::int from information_schema.columns c
      where c.table_schema = t.schema_name and c.column_name = 'lost_test') as column
    from public.tenants t`;
  for (const { version, column } of states) expect(column).toBe(version);
  return states.filter(({ version }) => version === 1).length;
}
