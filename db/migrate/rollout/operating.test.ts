import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { withFleetLock } from "#db/migrate/owner.ts";
import { shipped, TestFleet } from "#db/testing/fleet.ts";
import { readFleetStatus } from "./status.ts";

// What an operator controls: the canary, the target version, the way back, and that only one rollout runs.

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.create();
});
afterEach(() => fleet.takeBack());
afterAll(() => fleet.close());

test("the canary goes first, and if it fails the rollout stops", async () => {
  fleet.write({ "canary.sql": "alter table users add column tweet text;" });
  await fleet.admin`alter table tenant_pink.users add column tweet text`;
  const result = await fleet.up({ canary: ["teal", "pink"], concurrency: 1 });
  expect(result).toMatchObject({ done: 1, outcome: "failed", failed: [{ slug: "pink" }] });
  await fleet.admin`alter table tenant_pink.users drop column tweet`;
  expect(await fleet.up({ canary: 2 })).toMatchObject({ done: 7, failed: [] });
  await expect(fleet.up({ canary: ["nobody"] })).resolves.toMatchObject({ planned: 0 });
});

test("after --max-failures failures no other tenant is started", async () => {
  fleet.write({ "doomed.sql": "alter table users add column doomed text;" });
  for (const slug of ["acme", "blue", "cyan"])
    await fleet.admin.unsafe(`alter table tenant_${slug}.users add column doomed text`);
  const result = await fleet.up({ maxFailures: 2, concurrency: 1 });
  expect(result).toMatchObject({ done: 0, outcome: "failed" });
  expect(result.failed.map(({ slug }) => slug)).toEqual(["acme", "blue"]);
});

test("a rollout can be limited to named tenants and to a version", async () => {
  fleet.write({
    "first.sql": "alter table users add column first_new text;",
    "second.sql": "alter table users add column second_new text;",
  });
  expect(await fleet.up({ tenants: ["acme", "teal"], to: shipped + 1 })).toMatchObject({
    planned: 2,
    done: 2,
  });
  expect(await versions()).toEqual([
    { version: shipped, tenants: 6 },
    { version: shipped + 1, tenants: 2 },
  ]);
  await expect(fleet.up({ tenants: ["nobody"] })).rejects.toMatchObject({ code: "no-tenant" });
  await expect(fleet.up({ to: 99 })).rejects.toThrow(`the files go from 1 to ${shipped + 2}`);
  expect(await fleet.up()).toMatchObject({ planned: 8, done: 8 });
});

test("down files take tenants back, and if one is missing nothing runs", async () => {
  fleet.write({
    "there.sql": "alter table users add column there text; update users set there = 'x';",
    "there.down.sql": "alter table users drop column there;",
    "oneway.sql": "alter table users add column oneway text;",
  });
  await fleet.up({ to: shipped + 1 });
  expect(await fleet.down(shipped)).toMatchObject({ done: 8, failed: [] });
  expect(await fleet.countColumns("there")).toBe(0);
  expect(await ledgerOf("tenant_acme")).toHaveLength(shipped);
  await fleet.up();
  await expect(fleet.down(shipped)).rejects.toThrow("_oneway.sql cannot be taken back: there is no");
});

test("a forbidden statement is refused before anything runs, with its place", async () => {
  fleet.write({ "sneaky.sql": "alter table users add column sneaky text;\ngrant all on users to public;" });
  const refusal = await fleet.up().catch((error) => error);
  expect(refusal).toMatchObject({ code: "migration" });
  expect(refusal.message).toMatch(/_sneaky\.sql:2:1 .*\n {2}grant all on users to public;\n {2}\^\n/);
  expect(await fleet.countColumns("sneaky")).toBe(0);
});

test("a file that was edited after a tenant got it is refused, with both checksums", async () => {
  const first = fleet.write({ "edited.sql": "alter table users add column edited text;" });
  await fleet.up({ tenants: ["acme"] });
  const [before] = readMigrations("tenant", first).slice(-1);
  const second = fleet.write({ "edited.sql": "alter table users add column edited int;" });
  const [after] = readMigrations("tenant", second).slice(-1);
  const refusal = await fleet.up().catch((error) => error);
  expect(refusal).toMatchObject({ code: "migration" });
  expect(refusal.message).toContain(before?.checksum);
  expect(refusal.message).toContain(after?.checksum);
});

test("a second operator learns who is working, or waits", async () => {
  fleet.write({ "busy.sql": "alter table users add column busy text;" });
  const [taken, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = withFleetLock({ ownerUrl: fleet.db.url("tenantry_owner"), command: "migrate" }, () => {
    taken.resolve();
    return held.promise;
  });
  await taken.promise;
  const refusal = await fleet.up().catch((error) => error);
  expect(refusal).toMatchObject({ code: "fleet-busy" });
  expect(refusal.message).toMatch(
    /"tenantry migrate by \S+@\S+ \d+", since \d{4}-\d\d-\d\d .* is working on the fleet/,
  );
  const waiting = fleet.up({ wait: true });
  await Bun.sleep(50);
  held.resolve();
  await first;
  expect(await waiting).toMatchObject({ done: 8 });
});

test("status names the tenants being migrated, and since when", async () => {
  fleet.write({ "slow.sql": "alter table users add column slow text;" });
  const held = Promise.withResolvers<void>();
  const holding = fleet.admin.begin(async (tx) => {
    await tx`lock table tenant_teal.users in access share mode`;
    await held.promise;
  });
  const migrating = fleet.up({ lockTimeout: "20s" });
  let running: { slug: string; since: Date }[] = [];
  // The others finish; the locked one keeps running.
  const isTealAlone = () => running.length === 1 && running[0]?.slug === "teal";
  for (let tries = 0; tries < 500 && !isTealAlone(); tries++) {
    await Bun.sleep(20);
    ({ running } = await readFleetStatus(fleet.db.owner));
  }
  held.resolve();
  await holding;
  expect(running).toEqual([{ slug: "teal", since: expect.any(Date) }]);
  expect(await migrating).toMatchObject({ done: 8 });
  expect((await readFleetStatus(fleet.db.owner)).running).toEqual([]);
});

test("a tenant that is migrated by another session meanwhile is not migrated twice", async () => {
  fleet.write({ "once.sql": "alter table users add column once text;" });
  const held = Promise.withResolvers<void>();
  const holding = fleet.admin.begin(async (tx) => {
    await tx`select from public.tenants where slug = 'teal' for update`;
    await tx`alter table tenant_teal.users add column once text`;
    await held.promise;
    await tx`update public.tenants set schema_version = ${shipped + 1} where slug = 'teal'`;
  });
  const migrating = fleet.up();
  while ((await fleet.countColumns("once")) < 7) await Bun.sleep(20);
  held.resolve();
  await holding;
  expect(await migrating).toMatchObject({ done: 8, failed: [] });
  // The ledger is up to that session.
  expect(await ledgerOf("tenant_teal")).toHaveLength(shipped);
});

test("a tenant that the previous release creates during a rollout is at the newest version when it ends", async () => {
  fleet.write({ "beside.sql": "alter table users add column beside text;" });
  const held = Promise.withResolvers<void>();
  const holding = fleet.admin.begin(async (tx) => {
    await tx`lock table tenant_teal.users in access share mode`;
    await held.promise;
  });
  const plans: number[] = [];
  const migrating = fleet.up({
    lockTimeout: "100ms",
    retries: 50,
    onPlan: ({ planned }) => plans.push(planned),
  });
  while ((await fleet.countColumns("beside")) < 7) await Bun.sleep(20);
  const tenant = await fleet.provision("beside");
  held.resolve();
  await holding;
  expect(tenant.status).toBe("active");
  expect(await migrating).toMatchObject({ planned: 9, done: 9, failed: [], outcome: "done" });
  expect(plans).toEqual([8, 9]);
  expect(await fleet.countColumns("beside")).toBe(9);
  expect(await versions()).toEqual([{ version: shipped + 1, tenants: 9 }]);
});

test("an interrupted rollout finishes its running tenants, and the next one migrates the rest", async () => {
  fleet.write({ "stop.sql": "alter table users add column stop text;" });
  const operator = new AbortController();
  const first = await fleet.up({ concurrency: 1, signal: operator.signal, onTenant: () => operator.abort() });
  expect(first).toMatchObject({ done: 1, outcome: "interrupted", failed: [] });
  expect(await fleet.up()).toMatchObject({ done: first.planned - 1, outcome: "done" });
});

async function versions() {
  return (await readFleetStatus(fleet.db.owner)).versions;
}

function ledgerOf(schema: string) {
  return fleet.admin.unsafe<{ version: number; name: string }[]>(
    `select version, name from ${schema}._migrations order by version`,
  );
}
