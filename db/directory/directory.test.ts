import { afterEach, beforeEach, expect, test } from "bun:test";
import { type Client, Pool } from "#db/tenant/pool.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { Directory, type DirectoryOptions } from "./directory.ts";
import { provisionTenant } from "./provision.ts";

let db: TestDatabase;
let web: CountingPool;

beforeEach(async () => {
  db = await createTestDatabase();
  web = new CountingPool({ url: db.url("tenantry_web"), size: 2, applicationName: "test counted" });
});
afterEach(async () => {
  await web.close();
  await db.close();
});

test("a tenant is looked up once and then served from the cache", async () => {
  const directory = openDirectory();
  for (let time = 0; time < 50; time++) expect(await directory.find("acme")).toMatchObject(db.acme);
  expect(web.lookUps).toEqual(["acme"]);
  await Bun.sleep(1500);
  expect(await directory.find("acme")).toMatchObject(db.acme);
  expect(web.lookUps).toEqual(["acme"]);
});

test("two hundred concurrent look-ups of one slug share a query, and another slug does not wait for them", async () => {
  const directory = openDirectory();
  const stampede = Array.from({ length: 200 }, () => directory.find("acme"));
  const [globex, ...found] = await Promise.all([directory.find("globex"), ...stampede]);
  expect(globex).toMatchObject(db.globex);
  expect(new Set(found.map((tenant) => tenant?.id))).toEqual(new Set([db.acme.id]));
  expect(web.lookUps.sort()).toEqual(["acme", "globex"]);
});

test("an unknown slug is cached too, for a shorter time", async () => {
  const directory = openDirectory({ maxAbsentAge: 300 });
  for (let time = 0; time < 3; time++) expect(await directory.find("nobody")).toBeUndefined();
  expect(web.lookUps).toEqual(["nobody"]);
  await directory.find("acme");
  await Bun.sleep(350);
  await Promise.all([directory.find("nobody"), directory.find("acme")]);
  expect(web.lookUps).toEqual(["nobody", "acme", "nobody"]);
});

test("a tenant without events is looked up again once its entry expires", async () => {
  const directory = openDirectory({ longest: 200 });
  await directory.find("acme");
  await Bun.sleep(250);
  await directory.find("acme");
  expect(web.lookUps).toEqual(["acme", "acme"]);
});

test("the least recently used tenant is evicted, and made-up slugs evict no tenant", async () => {
  const third = await provision("third");
  const directory = openDirectory({ most: 2, maxAbsent: 2 });
  for (const slug of ["acme", "globex", "acme", third.slug]) await directory.find(slug);
  for (let number = 0; number < 20; number++) await directory.find(`made-up-${number}`);
  web.lookUps.length = 0;
  for (const slug of ["acme", third.slug, "made-up-19", "made-up-18"]) await directory.find(slug);
  expect(web.lookUps).toEqual([]);
  for (const slug of ["globex", "made-up-17"]) await directory.find(slug);
  expect(web.lookUps).toEqual(["globex", "made-up-17"]);
});

test("a tenant that was looked up before it was ready is found once its slug is forgotten", async () => {
  const directory = openDirectory();
  expect(await directory.find("initech")).toBeUndefined();
  await provision("initech");
  directory.forget("initech");
  expect((await directory.find("initech"))?.status).toBe("active");
});

test("a look-up in progress is not cached when its slug is forgotten", async () => {
  const directory = openDirectory();
  const read = web.holdAnswers();
  const early = directory.find("acme");
  await read.done;
  await db.owner`update public.tenants set status = 'suspended', suspended_at = now() where slug = 'acme'`;
  directory.forget("acme");
  read.letGo();
  expect((await early)?.status).toBe("active");
  expect((await directory.find("acme"))?.status).toBe("suspended");
});

test("a failed look-up is reported to every caller that shared it, and not cached", async () => {
  const directory = openDirectory();
  await db.owner`alter function app.find_tenant rename to find_tenant_away`;
  const failed = await Promise.allSettled([directory.find("acme"), directory.find("acme")]);
  expect(failed.map((one) => one.status === "rejected" && one.reason.code)).toEqual(["42883", "42883"]);
  await db.owner`alter function app.find_tenant_away rename to find_tenant`;
  expect(await directory.find("acme")).toMatchObject(db.acme);
  expect(web.lookUps).toEqual(["acme", "acme"]);
});

test("the revision changes with everything that a look-up returns but the version, and with nothing else", async () => {
  const read = async () => (await openDirectory().find("acme"))?.revision;
  const seen = [await read()];
  for (const change of [
    "name = 'Acme Two'",
    "clerk_org_id = 'org_other'",
    "status = 'suspended', suspended_at = now()",
    "status = 'deleting', deleting_since = now()",
    "status = 'active', suspended_at = null, deleting_since = null",
  ]) {
    await db.owner.unsafe(`update public.tenants set ${change} where slug = 'acme'`);
    seen.push(await read());
  }
  expect(new Set(seen).size).toBe(5);
  // The last change restores what was believed two changes before.
  expect(seen.at(-1)).toBe(seen[2] as string);
  await db.owner`update public.tenants set schema_version = 0, updated_at = now() where slug = 'acme'`;
  expect(await openDirectory().find("acme")).toMatchObject({ version: 0, revision: seen.at(-1) as string });
  await db.owner`update public.tenants set slug = 'renamed' where slug = 'acme'`;
  expect((await openDirectory().find("renamed"))?.revision).not.toBe(seen.at(-1) as string);
});

test("a tenant below the release's version is not cached", async () => {
  const directory = openDirectory({ oldestVersion: 1 });
  const before = web.lookUps.length;
  await db.owner`update public.tenants set schema_version = 0 where slug = 'globex'`;
  for (const version of [0, 1]) {
    await db.owner`update public.tenants set schema_version = ${version} where slug = 'globex'`;
    const found = await directory.find("globex");
    expect([found?.version, found && directory.isBehind(found)]).toEqual([version, version === 0]);
  }
  await directory.find("globex");
  expect(web.lookUps.length - before).toBe(2);
});

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

function openDirectory(options: Partial<DirectoryOptions> = {}): Directory {
  web.lookUps.length = 0;
  return new Directory({ web, ...options });
}

function provision(slug: string) {
  return provisionTenant(db.owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
}
