import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { readConcurrent, runConcurrent } from "#db/migrate/concurrent-index.ts";
import { TestFleet } from "#db/testing/fleet.ts";
import { openHoldUp } from "#db/testing/hold-up.ts";
import { until } from "#db/testing/until.ts";
import { HoldUps } from "./hold-ups.ts";

// Statements outside a transaction: interrupted anywhere, run again, and held up by others.

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.create();
}, 60_000);
afterEach(() => fleet.takeBack());
afterAll(() => fleet.close());

const off = "-- transaction: off\n";

test("an index that was dropped but not recorded does not stop its tenant", async () => {
  fleet.write({ "make.sql": "create index projects_gone on projects (name);" });
  await fleet.up();
  fleet.write({
    "make.sql": "create index projects_gone on projects (name);",
    "drop.sql": `${off}drop index concurrently $TENANT_SCHEMA$.projects_gone;`,
  });
  await fleet.admin`drop index tenant_acme.projects_gone`;
  // Interrupted halfway, DROP leaves it invalid.
  await invalidate("tenant_blue.projects_gone");
  expect(await fleet.up()).toMatchObject({ done: 8, failed: [] });
  expect(await listIndexes("projects_gone")).toEqual([]);
});

test("what interrupted REINDEXes left is dropped, and the index rebuilt", async () => {
  for (const index of ["acme.projects_pkey_ccnew", "acme.projects_pkey_ccnew1", "blue.projects_pkey_ccold"]) {
    const [slug, name] = index.split(".");
    await fleet.admin.unsafe(`create index ${name} on tenant_${slug}.projects (id)`);
    await invalidate(`tenant_${index}`);
  }
  const before = await fileOf("tenant_teal.projects_pkey");
  fleet.write({ "again.sql": `${off}reindex index concurrently projects_pkey;` });
  expect(await fleet.up()).toMatchObject({ done: 8, failed: [] });
  expect(await listIndexes("projects_pkey_cc%")).toEqual([]);
  expect(await fileOf("tenant_teal.projects_pkey")).not.toBe(before);
});

for (const [statement, isDone] of [
  ["create index concurrently projects_anew on projects (name)", "projects_anew"],
  ["create unique index concurrently projects_anew on projects (id) where name <> ''", "projects_anew"],
  ["reindex index concurrently projects_pkey", "projects_pkey"],
  ["drop index concurrently projects_gone", undefined],
] as const) {
  test(`killed while it waits, and run again: ${statement}`, async () => {
    const files = { "make.sql": "create index projects_gone on projects (name);" };
    fleet.write(files);
    await fleet.up();
    fleet.write({ ...files, "killed.sql": `${off}${statement};` });
    const holder = await openHoldUp(
      fleet.db.url("admin"),
      "select from tenant_acme.projects",
      "repeatable read",
    );
    const first = fleet.up({ tenants: ["acme"], lockTimeout: "20s", retries: 0 });
    await until(async () => (await killWaiting()) > 0);
    expect(await first).toMatchObject({ done: 0, failed: [{ slug: "acme" }] });
    expect(await countInvalid()).toBeGreaterThan(0);
    await holder.end();
    expect(await fleet.up()).toMatchObject({ done: 8, failed: [] });
    expect(await countInvalid()).toBe(0);
    expect(await listIndexes(isDone ?? "projects_gone")).toHaveLength(isDone ? 8 : 0);
  });
}

test("what cannot be dropped because its table is in use is dropped by the next rollout", async () => {
  fleet.write({
    "locked.sql": `${off}-- lock_timeout: 300ms\ncreate index concurrently projects_anew on projects (name);`,
  });
  const holder = await openHoldUp(
    fleet.db.url("admin"),
    "lock table tenant_gray.projects in row exclusive mode",
  );
  expect(await fleet.up({ retries: 1 })).toMatchObject({ done: 7, failed: [{ slug: "gray", attempts: 2 }] });
  await holder.end();
  expect(await fleet.up()).toMatchObject({ done: 1, failed: [] });
  expect(await countInvalid()).toBe(0);
});

for (const role of ["admin", "tenantry_owner"] as const) {
  test(`one long transaction of ${role} stops the rollout early, and is named`, async () => {
    fleet.write({
      "held_up.sql": `${off}-- lock_timeout: 300ms\ncreate index concurrently projects_anew on projects (name);`,
    });
    const holder = await openHoldUp(fleet.db.url(role), "select 'secret' as hidden", "repeatable read");
    const seen: string[] = [];
    const options = { patience: 1200, concurrency: 2, onHeldUp: (who: string) => void seen.push(who) };
    const { done, failed, outcome } = await fleet.up(options);
    expect([done, outcome, failed.length <= 2]).toEqual([0, "failed", true]);
    const error = failed[0]?.error ?? "";
    expect(error).toContain(`pid ${holder.pid} (${role === "admin" ? "postgres" : role}, "long report"`);
    expect(error).not.toContain("secret");
    if (role !== "admin")
      expect(error).toMatch(/since \d{4}-.* UTC, begin isolation level repeatable read …/);
    expect(seen).toHaveLength(1);
    expect(await countInvalid()).toBe(0);
    await holder.end();
    expect(await fleet.up()).toMatchObject({ done: 8, failed: [] });
  });
}

test("the fleet waits once for a long transaction, and no attempt is lost", async () => {
  fleet.write({
    "held_up.sql": `${off}-- lock_timeout: 500ms\ncreate index concurrently projects_anew on projects (name);`,
  });
  const holder = await openHoldUp(fleet.db.url("admin"), "select", "repeatable read");
  const result = await fleet.up({ retries: 0, onHeldUp: () => void holder.end() });
  expect(result).toMatchObject({ done: 8, failed: [] });
});

test("builds with a condition take turns, since they would wait for each other; others need not", async () => {
  const { build } = new HoldUps(fleet.db.owner, {});
  let running = 0;
  const most = { alone: 0, together: 0 };
  const work = (kind: keyof typeof most) => async () => {
    running += 1;
    most[kind] = Math.max(most[kind], running);
    await fleet.db.owner`select`;
    running -= 1;
  };
  await Promise.all([1, 2, 3].map(() => build(true, work("alone"))));
  await Promise.all([1, 2, 3].map(() => build(false, work("together"))));
  expect(most).toEqual({ alone: 1, together: 3 });
});

test("a build with a condition is known by its text, and when it is built anew by its index", async () => {
  const { owner } = fleet.db;
  const seen: [string, boolean][] = [];
  for (const text of [
    "create index concurrently plain on tenant_acme.projects (name)",
    "create index concurrently part on tenant_acme.projects (name) where name <> ''",
    "create index concurrently computed on tenant_acme.projects ((name || ''))",
    "reindex index concurrently tenant_acme.plain",
    "reindex index concurrently tenant_acme.part",
    "drop index concurrently tenant_acme.part",
  ]) {
    const run = { schema: "tenant_acme", statement: await readConcurrent(text), text };
    await runConcurrent(owner, run, async (isAlone, fn) => {
      seen.push([text.split(" ", 1)[0] ?? "", isAlone]);
      await fn();
    });
  }
  expect(seen).toEqual([
    ["create", false],
    ["create", true],
    ["create", true],
    ["reindex", false],
    ["reindex", true],
  ]);
  expect(await listIndexes("part")).toEqual([]);
});

/** Ends the engine's backends that wait for another transaction. */
async function killWaiting(): Promise<number> {
  const ended = await fleet.admin`select pg_terminate_backend(a.pid) from pg_stat_activity a
    where a.application_name = 'tenantry migrate' and a.wait_event = 'virtualxid' and a.datname = current_database()`;
  return ended.length;
}

async function invalidate(index: string): Promise<void> {
  await fleet.admin`update pg_index set indisvalid = false where indexrelid = ${index}::regclass`;
}

async function fileOf(index: string): Promise<string> {
  const [row] = await fleet.admin<
    { file: string }[]
  >`select pg_relation_filenode(${index}::regclass)::text as file`;
  return row?.file ?? "";
}

async function listIndexes(pattern: string): Promise<string[]> {
  const rows = await fleet.admin<{ name: string }[]>`
    select schemaname || '.' || indexname as name from pg_indexes where indexname like ${pattern}`;
  return rows.map(({ name }) => name);
}

async function countInvalid(): Promise<number> {
  return (await fleet.admin`select from pg_index where not indisvalid`).length;
}
