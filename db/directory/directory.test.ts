import { afterEach, beforeEach, expect, test } from "bun:test";
import { type Client, Pool } from "#db/tenant/pool.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { openValve } from "#db/testing/valve.ts";
import { Directory, type DirectoryOptions } from "./directory.ts";
import { provisionTenant } from "./provision.ts";

let db: TestDatabase;
let web: CountingPool;
const directories: Directory[] = [];

beforeEach(async () => {
  db = await createTestDatabase();
  web = new CountingPool({ url: db.url("tenantry_web"), size: 2, applicationName: "test counted" });
});
afterEach(async () => {
  for (const directory of directories.splice(0)) directory.close();
  await web.close();
  await db.close();
});

test("a tenant is looked up once and then served from the cache", async () => {
  const directory = await openDirectory();
  for (let time = 0; time < 50; time++) expect(await directory.find("acme")).toEqual(db.acme);
  expect(web.lookUps).toEqual(["acme"]);
  await Bun.sleep(1500);
  expect(await directory.find("acme")).toEqual(db.acme);
  expect(web.lookUps).toEqual(["acme"]);
});

test("two hundred concurrent look-ups of one slug share a query, and another slug does not wait for them", async () => {
  const directory = await openDirectory();
  const stampede = Array.from({ length: 200 }, () => directory.find("acme"));
  const [globex, ...found] = await Promise.all([directory.find("globex"), ...stampede]);
  expect(globex).toEqual(db.globex);
  expect(new Set(found.map((tenant) => tenant?.id))).toEqual(new Set([db.acme.id]));
  expect(web.lookUps.sort()).toEqual(["acme", "globex"]);
});

test("an unknown slug is cached too, for a shorter time", async () => {
  const directory = await openDirectory({ maxAbsentAge: 300 });
  for (let time = 0; time < 3; time++) expect(await directory.find("nobody")).toBeUndefined();
  expect(web.lookUps).toEqual(["nobody"]);
  await directory.find("acme");
  await Bun.sleep(350);
  await Promise.all([directory.find("nobody"), directory.find("acme")]);
  expect(web.lookUps).toEqual(["nobody", "acme", "nobody"]);
});

test("a tenant without events is looked up again once its entry expires", async () => {
  const directory = await openDirectory({ longest: 200 });
  await directory.find("acme");
  await Bun.sleep(250);
  await directory.find("acme");
  expect(web.lookUps).toEqual(["acme", "acme"]);
});

test("the least recently used tenant is evicted, and made-up slugs evict no tenant", async () => {
  const third = await provision("third");
  const directory = await openDirectory({ most: 2, maxAbsent: 2 });
  for (const slug of ["acme", "globex", "acme", third.slug]) await directory.find(slug);
  for (let number = 0; number < 20; number++) await directory.find(`made-up-${number}`);
  web.lookUps.length = 0;
  for (const slug of ["acme", third.slug, "made-up-19", "made-up-18"]) await directory.find(slug);
  expect(web.lookUps).toEqual([]);
  for (const slug of ["globex", "made-up-17"]) await directory.find(slug);
  expect(web.lookUps).toEqual(["globex", "made-up-17"]);
});

test("every process learns of a new status, name or slug and of a deleted tenant within a second", async () => {
  const both = [await openDirectory(), await openDirectory()];
  await until(both, "acme", "active");
  await db.owner`update public.tenants set status = 'suspended', suspended_at = now() where slug = 'acme'`;
  await until(both, "acme", "suspended");
  expect((await both[0]?.find("renamed"))?.slug).toBeUndefined();
  await db.owner`update public.tenants set slug = 'renamed', status = 'active', suspended_at = null where slug = 'acme'`;
  await Promise.all([until(both, "acme", undefined), until(both, "renamed", "active")]);
  await db.owner`delete from public.tenants where slug = 'renamed'`;
  await until(both, "renamed", undefined);
});

test("a tenant that was looked up during provisioning is found as soon as it is ready", async () => {
  const directory = await openDirectory();
  expect(await directory.find("initech")).toBeUndefined();
  await provision("initech");
  await until([directory], "initech", "active");
});

test("a fleet migration sends no events", async () => {
  const directory = await openDirectory();
  await directory.find("acme");
  await db.owner`update public.tenants set schema_version = schema_version, updated_at = now()`;
  await Bun.sleep(100);
  await directory.find("acme");
  expect(web.lookUps).toEqual(["acme"]);
});

test("a look-up that read before a change is not cached", async () => {
  const directory = await openDirectory();
  const read = web.holdAnswers();
  const early = directory.find("acme");
  await read.done;
  await db.owner`update public.tenants set status = 'suspended', suspended_at = now() where slug = 'acme'`;
  await Bun.sleep(200);
  read.letGo();
  expect((await early)?.status).toBe("active");
  expect((await directory.find("acme"))?.status).toBe("suspended");
});

test("a forged notification costs one look-up and changes nothing, and a flood causes no extra look-ups", async () => {
  const directory = await openDirectory();
  await directory.find("acme");
  await db.appPool.use((client) => client`select pg_notify('tenants', 'acme')`);
  await Bun.sleep(100);
  for (let time = 0; time < 5; time++) expect(await directory.find("acme")).toEqual(db.acme);
  expect(web.lookUps).toEqual(["acme", "acme"]);
  await db.appPool.use(
    (client) => client`select count(pg_notify('tenants', 'x' || n)) from generate_series(1, 20000) as n`,
  );
  await directory.find("acme");
  expect(web.lookUps).toEqual(["acme", "acme"]);
});

test("a failed look-up is reported to every caller that shared it, and not cached", async () => {
  const directory = await openDirectory();
  await db.owner`alter function app.find_tenant rename to find_tenant_away`;
  const failed = await Promise.allSettled([directory.find("acme"), directory.find("acme")]);
  expect(failed.map((one) => one.status === "rejected" && one.reason.code)).toEqual(["42883", "42883"]);
  await db.owner`alter function app.find_tenant_away rename to find_tenant`;
  expect(await directory.find("acme")).toEqual(db.acme);
  expect(web.lookUps).toEqual(["acme", "acme"]);
});

test("changes made while the listening connection was down are visible once it is back", async () => {
  const directory = await openDirectory();
  await directory.find("acme");
  await db.owner.begin(async (tx) => {
    await tx`update public.tenants set status = 'suspended', suspended_at = now() where slug = 'acme'`;
    await endListeners();
  });
  while (directory.isListening) await Bun.sleep(5);
  await untilHeard(directory);
  expect((await directory.find("acme"))?.status).toBe("suspended");
  await db.owner`update public.tenants set status = 'active', suspended_at = null where slug = 'acme'`;
  await until([directory], "acme", "active", 500);
});

for (const way of ["refuse", "freeze"] as const) {
  test(`while the connection would ${way}, nothing older than a second is served; afterwards events arrive again`, async () => {
    const valve = await openValve(db.url("tenantry_web"));
    const told: boolean[] = [];
    const onSilence = (isSilent: boolean) => told.push(isSilent);
    const directory = await openDirectory({ listenUrl: valve.url, onSilence, maxSilence: 1500 });
    await directory.find("acme");
    valve[way]();
    await db.owner`update public.tenants set status = 'suspended', suspended_at = now() where slug = 'acme'`;
    await until([directory], "acme", "suspended", 1100);
    await Bun.sleep(1500);
    expect(told).toEqual([true]);
    valve.open();
    await untilHeard(directory);
    expect(told).toEqual([true, false]);
    await db.owner`update public.tenants set status = 'active', suspended_at = null where slug = 'acme'`;
    await until([directory], "acme", "active", 500);
    directory.close();
    await valve.close();
  });
}

/** Counts look-ups by slug, and can delay answers that have already been read. */
class CountingPool extends Pool {
  readonly lookUps: string[] = [];
  private hold: { reached: () => void; released: Promise<void> } | undefined;

  override use<T>(fn: (client: Client) => Promise<T>): Promise<T> {
    return super.use(async (client) => {
      const before = this.lookUps.length;
      const answer = await fn(this.counting(client));
      if (this.lookUps.length > before && this.hold) {
        const { reached, released } = this.hold;
        this.hold = undefined;
        reached();
        await released;
      }
      return answer;
    });
  }

  /** Delays the next look-up's answer until `letGo` is called; `done` resolves once it has been read. */
  holdAnswers(): { done: Promise<void>; letGo: () => void } {
    const [done, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    this.hold = { reached: done.resolve, released: released.promise };
    return { done: done.promise, letGo: released.resolve };
  }

  private counting(client: Client): Client {
    return new Proxy(client, {
      apply: (target, self, args: [TemplateStringsArray, ...string[]]) => {
        if (args[0].join("").includes("app.find_tenant(")) this.lookUps.push(String(args[1]));
        return Reflect.apply(target, self, args);
      },
    });
  }
}

/** A directory that is already listening. */
async function openDirectory(options: Partial<DirectoryOptions> = {}): Promise<Directory> {
  const directory = new Directory({ web, listenUrl: db.url("tenantry_web"), ...options });
  directories.push(directory);
  await untilHeard(directory);
  web.lookUps.length = 0;
  return directory;
}

async function untilHeard(directory: Directory, within = 3000): Promise<void> {
  const deadline = performance.now() + within;
  while (!directory.isListening) {
    if (performance.now() > deadline) throw new Error(`Nothing was heard within ${within} ms`);
    await Bun.sleep(5);
  }
}

/** Waits until all find this status, at most `most` milliseconds, and checks that it stays. */
async function until(
  all: readonly Directory[],
  slug: string,
  status: string | undefined,
  most = 1000,
): Promise<void> {
  const deadline = performance.now() + most;
  const isSo = async () =>
    (await Promise.all(all.map((one) => one.find(slug)))).every((tenant) => tenant?.status === status);
  while (!(await isSo())) {
    if (performance.now() > deadline)
      throw new Error(`After ${most} ms "${slug}" is not ${status} everywhere`);
    await Bun.sleep(5);
  }
}

async function endListeners(): Promise<void> {
  const admin = new Pool({ url: db.url("admin"), size: 1, applicationName: "test admin" });
  await admin.use(
    (client) => client`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'tenantry events' and datname = current_database()`,
  );
  await admin.close();
}

function provision(slug: string) {
  return provisionTenant(db.owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
}
