import { afterAll, beforeAll, expect, test } from "bun:test";
import { shipped, TestFleet } from "#db/testing/fleet.ts";
import { until } from "#db/testing/until.ts";
import { openValve, type Valve } from "#db/testing/valve.ts";

// The network between the engine and PostgreSQL goes away for a moment while eight tenants are migrated.

let fleet: TestFleet;
let valve: Valve;
beforeAll(async () => {
  fleet = await TestFleet.create();
  valve = await openValve(fleet.db.url("tenantry_owner"));
}, 60_000);
afterAll(async () => {
  await valve.close();
  await fleet.close();
});

for (const before of [0, 1, 2, 3, 5]) {
  test(`connections refused after ${before} tenants leave none at a version it has not`, async () => {
    await fleet.takeBack();
    const directory = fleet.write({ "add_column.sql": "alter table projects add column lost_test text;" });
    const up = fleet.up({ ownerUrl: valve.url, directory, concurrency: 2 }).catch((error: unknown) => error);
    await until(async () => (await fleet.countColumns("lost_test")) >= before);
    valve.refuse();
    await Bun.sleep(60);
    valve.open();
    await up;
    const [reported] = await fleet.admin<{ count: number }[]>`
      select count(*)::int as count from public.tenants where schema_version > ${shipped}`;
    expect(await fleet.countColumns("lost_test")).toBe(reported?.count ?? -1);
    await fleet.up();
    expect(await fleet.countColumns("lost_test")).toBe(TestFleet.slugs.length);
  }, 60_000);
}
