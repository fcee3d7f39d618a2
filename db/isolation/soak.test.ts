import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import postgres from "postgres";
import { provisionTenant } from "#db/directory/provision.ts";
import { Unavailable } from "#db/errors.ts";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import type { Lease, Pool } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import type { TenantTransaction } from "#db/tenant/transaction.ts";
import {
  createTestDatabase,
  type TestDatabase,
  testSealSecret,
  throughPgBouncer,
} from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { Random } from "#db/testing/random.ts";
import { createObservers, leftoversIn, readSessionState } from "./session-state.ts";
import { type Actor, actors, look, nameOf, type Scene, visit } from "./soak-actors.ts";
import { SoakModel } from "./soak-model.ts";

// A random walk over a few connections: ordinary and hostile transactions of three tenants at once, sessions that break,
// callers that disconnect. After every step each connection must be clean, and each tenant must have exactly its own rows.
// SEED=… in the environment repeats a walk, except for who wins a race.

const size = 3;
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
/** In milliseconds. The server notices a lost client after client_connection_check_interval, 2 s. */
const maxDying = 4_000;
/** In milliseconds. The pool gives up after 5 s, the server's locks after 10. */
const maxStep = 30_000;
const duration = process.env.SOAK ? 180_000 : throughPgBouncer ? 5_000 : 10_000;

let db: TestDatabase;
let pool: Pool;
let admin: postgres.Sql;
let tenants: Tenant[];
const models = new Map<Tenant, SoakModel>();

beforeAll(async () => {
  // Where no function is revoked, hostile SQL can do the most.
  db = await createTestDatabase("managed");
  pool = db.openPool("tenantry_app", { size, applicationName: "soak", maxWaiting: 12, routing: db.webPool });
  admin = postgres(db.url("admin"), { max: 2, fetch_types: false, onnotice: () => {} });
  await createObservers(admin);
  const organization = { clerkOrgId: "org_initech", name: "initech", slug: "initech" };
  tenants = [db.acme, db.globex, await provisionTenant(db.owner, testSealSecret, organization)];
  for (const tenant of tenants) {
    await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, tenant, [person("ann")]);
    models.set(tenant, new SoakModel(tenant.slug));
  }
});
afterAll(async () => {
  await pool.close();
  await admin.end();
  await db.close();
});

test(
  "after any transaction its connection is clean and every tenant has exactly its own rows",
  async () => {
    const random = new Random(seed);
    const census = countBackends();
    const end = Date.now() + duration;
    let steps = 0;
    try {
      for (; Date.now() < end; steps++) await takeStep(random, steps);
    } finally {
      await mustEnd(census.stop());
    }
    const { max, longestAbove } = census;
    console.log(
      `soak: SEED=${seed}, ${steps} steps, at most ${max} backends, above ${size} for up to ${longestAbove} ms`,
    );
    expect(pool.state).toEqual({ busy: 0, open: size, closing: 0, waiting: 0 });
    if (!throughPgBouncer) expect(longestAbove).toBeLessThan(maxDying);
  },
  duration + 60_000,
);

type Cast = { actor: Actor; scene: Scene }[];
type Event = "none" | "kill" | "rush" | "impostor";

async function takeStep(random: Random, step: number): Promise<void> {
  const event = random.isLucky(0.3) ? random.pick<Event>(["kill", "rush", "impostor"]) : "none";
  const cast = event === "impostor" ? [] : castOf(random);
  const wrong = await mustEnd(findWrong(cast, event, random.fork())).catch((error: Error) => [
    `${error.stack}, and the pool is ${JSON.stringify(pool.state)}`,
  ]);
  if (wrong.length === 0) return;
  const who = cast.map(({ actor, scene }) => `${scene.tenant.slug} ${actor.name}`);
  throw new Error(`SEED=${seed}, step ${step}, ${event}, [${who.join("; ")}]:\n${wrong.join("\n")}`);
}

/** @throws when `work` takes far too long, with what the server's sessions are doing. */
async function mustEnd<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const tell = () => void describeSessions().then((what) => late.reject(new Error(`No end: ${what}`)));
  const timer = setTimeout(tell, maxStep);
  return await Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

async function describeSessions(): Promise<string> {
  const operator = postgres(db.url("admin"), { max: 1, fetch_types: false });
  const sessions = await operator`
    select pid, usename, application_name, state, wait_event, query from pg_stat_activity
    where datname = current_database()`.catch((error: Error) => error.message);
  await operator.end();
  return JSON.stringify(sessions);
}

async function findWrong(cast: Cast, event: Event, random: Random): Promise<string[]> {
  return [
    ...(event === "impostor" ? await meetImpostor() : await play(cast, event, random)),
    ...(pool.state.busy + pool.state.waiting > 0 ? [`the pool is ${JSON.stringify(pool.state)}`] : []),
    ...(throughPgBouncer ? await replaceKilled() : await lookAtSessions()),
    ...(await lookAtRows()),
  ];
}

function castOf(random: Random): Cast {
  return Array.from({ length: 1 + random.below(6) }, () => {
    const tenant = random.pick(tenants);
    const neighbour = random.pick(tenants.filter((other) => other !== tenant));
    const scene = { pool, tenant, neighbour, random: random.fork(), write: modelOf(tenant).plan(random) };
    return { actor: random.pick(actors), scene };
  });
}

async function play(cast: Cast, event: Event, random: Random): Promise<string[]> {
  const rush = event === "rush" ? 40 : 0;
  const [reports, others] = await Promise.all([
    Promise.all(cast.map(({ actor, scene }) => actor.act(scene))),
    Promise.all(Array.from({ length: rush }, () => readIn(random.pick(tenants)))),
    event === "kill" && killSome(random),
  ]);
  const wrong = reports.flatMap(({ fate, error, violation }, index) => {
    const { actor, scene } = cast[index] as Cast[number];
    modelOf(scene.tenant).note(scene.write, fate);
    const name = nameOf(error);
    const isExpected = (actor.fails ?? /^none$/).test(name) || isExcused(name, event, cast);
    return [
      ...(violation ? [violation] : []),
      ...(isExpected ? [] : [`${scene.tenant.slug} ${actor.name}: ${name} ${error}`]),
    ];
  });
  const refused = others.filter((name) => name !== "none" && !isExcused(name, event, cast));
  return [...wrong, ...refused.map((name) => `a caller in the rush: ${name}`)];
}

/**
 * A reader returns before its ROLLBACK is answered. When its SQL made the session end, the next caller of that session
 * may get the error.
 */
const mayEndForOthers = "leaves settings as a reader";

/** The server ended the session, or the driver lost the connection. */
const broken = /57P0|CONNECTION|ECONN|EPIPE|unavailable|outcome-unknown/;

/** Errors that any caller may get in a step that kills sessions or fills the pool's queue. */
function isExcused(name: string, event: Event, cast: Cast): boolean {
  if (event === "rush" && name === "overloaded") return true;
  return (event === "kill" || cast.some(({ actor }) => actor.name === mayEndForOthers)) && broken.test(name);
}

async function killSome(random: Random): Promise<void> {
  for (let count = 1 + random.below(2); count > 0; count--) {
    await Bun.sleep(random.below(15));
    const pid = random.pick(await backends());
    if (pid) await admin`select pg_terminate_backend(${pid})`;
  }
}

/** Prepares a statement by SQL on a session. No tenant may notice, and the statement must be gone afterwards. */
async function meetImpostor(): Promise<string[]> {
  await pool.use((client) => client.unsafe("prepare impostor as select 1"));
  return await lookAtRows();
}

async function readIn(tenant: Tenant): Promise<string> {
  const { error, violation } = await visit({ pool, tenant }, look, { readOnly: true });
  return violation ?? nameOf(error);
}

/** PgBouncer notices that a session was killed only when a client uses it. */
async function replaceKilled(tries = 10): Promise<string[]> {
  const use = () => pool.use((client) => client`select pg_sleep(0.005)`);
  const used = await Promise.allSettled(Array.from({ length: size }, use));
  const isBroken = used.some(({ status }) => status === "rejected");
  return isBroken && tries > 0 ? await replaceKilled(tries - 1) : [];
}

/** Leases every connection of the pool without entering a tenant. The pool replaces an idle one that was killed. */
async function lookAtSessions(attempt = 1): Promise<string[]> {
  const leases = await Promise.all(Array.from({ length: size }, () => pool.lease()));
  try {
    const states = await Promise.all(leases.map(ask));
    const left = states.flatMap((state) =>
      leftoversIn(state).map((what) => `session ${state.pid} has ${what}`),
    );
    return [...left, ...(await lookFromOutside(states.map(({ pid }) => pid)))];
  } catch (error) {
    if (attempt === 5 || !broken.test(nameOf(error))) throw error;
    giveBack(leases.splice(0), "destroy");
    return await lookAtSessions(attempt + 1);
  } finally {
    giveBack(leases, "release");
  }
}

/** A connection that broke in the meantime might never answer. */
async function ask({ client, isLost }: Lease): ReturnType<typeof readSessionState> {
  if (isLost()) throw new Unavailable("The session");
  return await readSessionState(client);
}

function giveBack(leases: Lease[], how: "release" | "destroy"): void {
  for (const lease of leases) lease[how]();
}

/** These sessions must be idle outside a transaction, and all others must end soon. */
async function lookFromOutside(pids: number[]): Promise<string[]> {
  const find = () => admin<{ pid: number; state: string; query: string }[]>`
    select pid, state, query from pg_stat_activity
    where usename = 'tenantry_app' and datname = current_database()
      and not (pid in ${admin(pids)} and state = 'idle' and xact_start is null)`;
  let others = await find();
  for (let waited = 0; others.length > 0 && waited < maxDying; waited += 5) {
    await Bun.sleep(5);
    others = await find();
  }
  return others.map(({ pid, state, query }) => `${pid} is ${state} outside the pool: ${query}`);
}

/** All three tenants are inside at the same time, so every connection is entered once more. */
async function lookAtRows(): Promise<string[]> {
  const arrived = Promise.withResolvers<void>();
  let inside = 0;
  const wrong = await Promise.all(
    tenants.map(async (tenant) => {
      let rows = new Map<string, string>();
      let locks = 0;
      const { error } = await visit({ pool, tenant }, async (tx) => {
        inside += 1;
        if (inside === size) arrived.resolve();
        await arrived.promise;
        rows = await look(tx);
        locks = await countLocks(tx);
      });
      // The others must not wait for one that failed to enter.
      arrived.resolve();
      if (error) return [`${tenant.slug} cannot look: ${nameOf(error)}`];
      return [...(locks > 0 ? [`${tenant.slug} found ${locks} locks`] : []), ...modelOf(tenant).settle(rows)];
    }),
  );
  return wrong.flat();
}

async function countLocks(tx: TenantTransaction): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

function modelOf(tenant: Tenant): SoakModel {
  const model = models.get(tenant);
  if (!model) throw new Error(`${tenant.slug} has no model`);
  return model;
}

async function backends(): Promise<number[]> {
  const rows = await admin<{ pid: number }[]>`
    select pid from pg_stat_activity where usename = 'tenantry_app' and datname = current_database()`;
  return rows.map(({ pid }) => pid);
}

/** Counts the server's sessions until `stop`. A discarded one may briefly outlive its replacement's start. */
function countBackends() {
  let isOn = true;
  const census = { max: 0, longestAbove: 0, stop };
  const counting = count();
  return census;

  async function count(): Promise<void> {
    for (let fittedAt = Date.now(); isOn; await Bun.sleep(5)) {
      const number = (await backends()).length;
      if (number <= size) fittedAt = Date.now();
      census.max = Math.max(census.max, number);
      census.longestAbove = Math.max(census.longestAbove, Date.now() - fittedAt);
    }
  }

  async function stop(): Promise<void> {
    isOn = false;
    await counting;
  }
}
