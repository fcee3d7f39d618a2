import { afterAll, beforeAll, expect, test } from "bun:test";
import type postgres from "postgres";
import { isDatabaseAway, isDomainError } from "#db/errors.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type OwnServer, startOwnServer } from "#db/testing/own-server.ts";
import { until } from "#db/testing/until.ts";
import { hasPgBouncer, type PgBouncer, startPgBouncer } from "#scripts/testing/pgbouncer.ts";
import { createPool, type Pool, type PoolOptions } from "./pool.ts";
import { inTenant } from "./transaction.ts";

// A server that is really restarted under load, over each way to reach it.

let server: OwnServer;
let db: TestDatabase;
let bouncer: PgBouncer | undefined;
beforeAll(async () => {
  server = await startOwnServer();
  db = await createTestDatabase("superuser", server.adminUrl);
  if (hasPgBouncer()) bouncer = await startPgBouncer(server.adminUrl);
}, 60_000);
afterAll(async () => {
  await Promise.all([db.owner.end(), db.admin.end(), db.appPool.close(0), db.webPool.close(0)]);
  await bouncer?.stop();
  await server.remove();
});

type Way = Omit<PoolOptions, "size" | "applicationName">;
const ways: [string, (url: string) => Way][] = [
  ["plain", (url) => ({ url })],
  ["TLS", (url) => ({ url: `${url}?sslmode=require` })],
  [
    "PgBouncer",
    (url) => ({ url: Object.assign(new URL(url), { host: bouncer?.address }).href, pooler: "pgbouncer" }),
  ],
];

for (const [name, way] of ways) {
  test.skipIf(name === "PgBouncer" && !hasPgBouncer())(
    `after three restarts of the server, over ${name}, every caller of pool and owner was answered, and every place is free`,
    async () => {
      const routing = createPool({ ...way(db.url("tenantry_web")), size: 2, applicationName: "restart web" });
      const pool = createPool({
        ...{
          ...way(db.url("tenantry_app")),
          size: 4,
          applicationName: "restart app",
          routing,
          maxPerTenant: 4,
        },
      });
      // The owner's connections go past the pooler.
      const owner = connectAsOwner(
        name === "PgBouncer" ? db.url("tenantry_owner") : way(db.url("tenantry_owner")).url,
        "restart",
        3,
      );
      const loads = [
        startLoad(10, (turn) => readTenant(pool, turn)),
        startLoad(6, (turn) => askOwner(owner, turn)),
      ];
      await until(() => loads.every((load) => load.served > 20));
      for (let restart = 0; restart < 3; restart++) {
        await server.halt();
        await untilMore(loads, "failed");
        await server.start();
        await untilMore(loads, "served");
      }
      for (const load of loads) await load.stop();
      expect(loads.flatMap((load) => load.unexpected)).toEqual([]);
      await until(() => pool.state.closing === 0);
      expect(pool.state).toMatchObject({ busy: 0, waiting: 0 });
      await Promise.all([pool.close(), owner.end()]);
      await routing.close();
    },
    120_000,
  );
}

test("on a standby reads answer and writes are refused for now; once it is promoted, everyone is served", async () => {
  const pool = db.openPool("tenantry_app", { size: 2, applicationName: "standby", routing: db.webPool });
  const options = { pool, sealSecret: testSealSecret, label: "standby" } as const;
  const read = () =>
    inTenant(db.acme, { ...options, readOnly: true }, (tx) =>
      tx.selectFrom("settings").select("key").execute(),
    );
  const write = (key: string) =>
    inTenant(db.acme, { ...options, readOnly: false }, (tx) =>
      tx.insertInto("settings").values({ key, value: "1", updated_at: new Date() }).execute(),
    );
  await write("before");
  await server.halt();
  await server.startAsStandby();
  await until(() =>
    read().then(
      () => true,
      () => false,
    ),
  );
  await expect(write("never")).rejects.toMatchObject({ code: "unavailable" });
  expect(await read()).toHaveLength(1);
  await db.admin`select pg_promote()`;
  await write("after");
  expect(await read()).toHaveLength(2);
  await pool.close();
}, 60_000);

async function readTenant(pool: Pool, turn: number): Promise<unknown> {
  const options = { pool, sealSecret: testSealSecret, readOnly: turn % 2 === 0, label: "restart" };
  return await inTenant(turn % 3 ? db.acme : db.globex, options, (tx) =>
    Promise.all([
      tx.selectFrom("projects").select("id").limit(1).execute(),
      tx.selectFrom("settings").select("key").limit(1).execute(),
    ]),
  );
}

async function askOwner(owner: postgres.Sql, turn: number): Promise<unknown> {
  if (turn % 2 === 0) return await Promise.all([owner`select 1`, owner`select ${turn}::int`]);
  return await owner.begin((tx) => tx`update public.tenants set updated_at = now() where slug = 'acme'`);
}

type Load = { served: number; failed: number; unexpected: unknown[]; stop(): Promise<void> };

/** Callers that take turns until stopped. `stop` waits for their answers. */
function startLoad(callers: number, call: (turn: number) => Promise<unknown>): Load {
  const load: Load = { served: 0, failed: 0, unexpected: [], stop: async () => {} };
  let isOver = false;
  const work = async (caller: number) => {
    for (let turn = caller; !isOver; turn++) {
      await call(turn).then(
        () => {
          load.served += 1;
        },
        (error) => {
          load.failed += 1;
          if (!isDatabaseAway(error) && !isDomainError(error)) load.unexpected.push(error);
          // A client that is refused comes back a moment later.
          return Bun.sleep(5);
        },
      );
    }
  };
  const all = Promise.all(Array.from({ length: callers }, (_, caller) => work(caller)));
  load.stop = async () => {
    isOver = true;
    await all;
  };
  return load;
}

async function untilMore(loads: readonly Load[], what: "served" | "failed"): Promise<void> {
  const before = loads.map((load) => load[what]);
  await until(() => loads.every((load, index) => load[what] > (before[index] ?? 0) + 10));
}
