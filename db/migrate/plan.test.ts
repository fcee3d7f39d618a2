import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { shipped, TestFleet } from "../testing/fleet.ts";
import { readFleetStatus } from "./rollout/status.ts";

// What `--dry-run` reports, and that it changes nothing.

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.create();
});
afterEach(() => fleet.takeBack());
afterAll(() => fleet.close());

test("the plan names files, tenants and the tables each step creates, and changes nothing", async () => {
  const directory = fleet.write({
    "badge.sql": "alter table users add column badge text;",
    "settings_anew.sql":
      "drop table settings; create table settings (key text primary key, value jsonb not null, updated_at timestamptz not null);",
  });
  await fleet.up({ tenants: ["acme"], to: shipped + 1 });
  const before = await catalog();
  const plan = await fleet.plan();
  expect(plan).toMatchObject({
    public: [],
    target: shipped + 2,
    tenants: [
      { version: shipped, count: 7 },
      { version: shipped + 1, count: 1 },
    ],
    steps: [
      { file: expect.stringContaining("_badge.sql"), createdTables: [] },
      { file: expect.stringContaining("_settings_anew.sql"), createdTables: ["settings"] },
    ],
  });
  expect(await catalog()).toEqual(before);
  expect(await fleet.plan({ tenants: ["acme"], directory })).toMatchObject({
    tenants: [{ version: shipped + 1, count: 1 }],
    steps: [{ createdTables: ["settings"] }],
  });
});

test("a failing step, a refused or edited file and another secret are reported as by a rollout", async () => {
  fleet.write({ "bad.sql": "alter table projects\n  add column wrong no_such_type;" });
  const failure = await fleet.plan().catch((error) => error);
  expect(failure).toMatchObject({ code: "migration-failed", excerpt: expect.stringContaining("line 2:") });
  fleet.write({ "sneaky.sql": "grant all on users to public;" });
  await expect(fleet.plan()).rejects.toMatchObject({ code: "migration" });
  fleet.write({ "edited.sql": "alter table users add column edited text;" });
  await fleet.up({ tenants: ["acme"] });
  fleet.write({ "edited.sql": "alter table users add column edited int;" });
  await expect(fleet.plan()).rejects.toThrow("was edited after it was applied");
  const other = "another-secret-that-is-long-enough-to-be-one";
  await expect(fleet.plan({ sealSecret: other })).rejects.toMatchObject({ code: "seal-changed" });
});

test("an empty database lacks all public files, and stays empty", async () => {
  const { admin, db } = fleet;
  const name = `empty_${Bun.randomUUIDv7().replaceAll("-", "")}`;
  await admin.unsafe(`create database ${name} owner tenantry_owner`);
  const ownerUrl = Object.assign(new URL(db.url("tenantry_owner")), { pathname: `/${name}` }).href;
  const plan = await fleet.plan({ ownerUrl });
  expect(plan.public.length).toBeGreaterThan(0);
  expect(plan).toMatchObject({ tenants: [], steps: [] });
  expect((await fleet.plan({ ownerUrl })).public).toEqual(plan.public);
  await admin.unsafe(`drop database ${name}`);
});

/** Schemas, columns and versions. */
async function catalog() {
  const columns = await fleet.admin`
    select table_schema, table_name, column_name from information_schema.columns
    where table_schema = 'public' or table_schema like 'tenant\\_%' order by 1, 2, 3`;
  return [[...columns], await readFleetStatus(fleet.db.owner)];
}
