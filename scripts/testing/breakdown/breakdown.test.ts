import { expect, test } from "bun:test";
import { signed } from "#app/testing/deliveries.ts";
import { shipped } from "#db/testing/fleet.ts";
import { Random } from "#db/testing/random.ts";
import { until } from "#db/testing/until.ts";
import { Actors, column } from "./actors.ts";
import { faults } from "./faults.ts";
import { isPossible, Site, ways } from "./site.ts";

// The server is killed and the network is cut at random points of web traffic, rollouts, provisioning and the worker's jobs.
// A failure names its seed: SEED=… in the environment repeats the same faults, though not the same moments.

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const count = process.env.SOAK ? 170 : 7;
/** In milliseconds. */
const longest = 5000;

for (const way of ways) {
  test.skipIf(!isPossible(way))(
    `after ${count} breakdowns, over ${way}, everything acknowledged is there, nothing is half-made, and everyone is served`,
    async () => {
      const site = await Site.open(way);
      const actors = new Actors(site, makeDelivery);
      let workerCode: number | undefined;
      try {
        await breakDown(site, actors);
        await actors.finish();
        expect(actors.unexpected).toEqual([]);
        await expectAll(site, actors);
        await until(() => actors.poolState.busy === 0 && actors.poolState.closing === 0);
        expect(site.worker.exitCode).toBeNull();
      } finally {
        await actors.close();
        workerCode = await site.close();
      }
      expect(workerCode).toBe(0);
    },
    count * 15_000,
  );
}

function makeDelivery() {
  return signed({ type: "user.updated", data: { id: `user_${Bun.randomUUIDv7()}` } });
}

async function breakDown(site: Site, actors: Actors): Promise<void> {
  const random = new Random(seed);
  await until(() => actors.done.writes.length > 10 && actors.done.rollouts > 0);
  for (let number = 0; number < count; number++) {
    const [name, fault] = random.pick(Object.entries(faults));
    await Bun.sleep(random.below(400));
    await fault(site, random);
    await expectServed(actors, `SEED=${seed}, number ${number}, ${name}`);
  }
}

/** People try again; one of their requests of each kind must be answered in time. */
async function expectServed(actors: Actors, after: string): Promise<void> {
  const served = Promise.withResolvers<true>();
  const begun = performance.now();
  while (performance.now() - begun < longest) {
    actors.askAll().then(
      () => served.resolve(true),
      () => {},
    );
    if (await Promise.race([served.promise, Bun.sleep(250)])) return;
  }
  throw new Error(`Not everyone was served within ${longest / 1000} s after ${after}`);
}

async function expectAll({ db }: Site, { done }: Actors): Promise<void> {
  const keys = await db.admin<{ key: string }[]>`select key from tenant_globex.settings`;
  const stored = new Set(keys.map(({ key }) => key));
  expect(done.writes.filter((key) => !stored.has(key))).toEqual([]);
  const tenants = await db.admin<{ organization: string; schema: string; status: string; version: number }[]>`
    select clerk_org_id as organization, schema_name as schema, status, schema_version as version from public.tenants`;
  const made = new Set(tenants.map(({ organization }) => organization));
  expect(done.tenants.filter((organization) => !made.has(organization))).toEqual([]);
  expect(tenants.filter(({ status, version }) => status !== "active" || version !== shipped + 1)).toEqual([]);
  const changed = await db.admin<{ schema: string }[]>`
    select table_schema as schema from information_schema.columns where column_name = ${column}`;
  expect(changed.map(({ schema }) => schema).sort()).toEqual(tenants.map(({ schema }) => schema).sort());
  const schemas = await db.admin`select from pg_namespace where nspname like 'tenant\\_%'`;
  expect(schemas).toHaveLength(tenants.length);
  const waiting = async () =>
    await db.admin<{ id: string }[]>`select svix_id as id from public.inbox where status = 'waiting'`;
  // A worker that lost its connections starts again, and takes over what its former self had in hand.
  // A job that failed several times waits up to a minute before it is tried again.
  await until(async () => (await waiting()).length === 0, process.env.SOAK ? 120 : 20);
  const ended = await db.admin<
    { id: string }[]
  >`select svix_id as id from public.inbox where status in ('done', 'ignored')`;
  const applied = new Set(ended.map(({ id }) => id));
  expect(done.deliveries.filter((id) => !applied.has(id))).toEqual([]);
}
