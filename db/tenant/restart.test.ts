import { afterAll, beforeAll, expect, test } from "bun:test";
import { isDatabaseAway, isDomainError } from "#db/errors.ts";
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
    `after three restarts of the server, over ${name}, every caller was answered and every place is free`,
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
      const load = startLoad(pool, 10);
      await until(() => load.served > 20);
      for (let restart = 0; restart < 3; restart++) {
        await server.halt();
        const { failed } = load;
        await until(() => load.failed > failed + 10);
        await server.start();
        const { served } = load;
        await until(() => load.served > served + 20);
      }
      await load.stop();
      expect(load.unexpected).toEqual([]);
      await until(() => pool.state.closing === 0);
      expect(pool.state).toMatchObject({ busy: 0, waiting: 0 });
      await pool.close();
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

/** Callers that read and write in turn until stopped. `stop` waits for their answers. */
function startLoad(pool: Pool, callers: number) {
  const load = { served: 0, failed: 0, unexpected: [] as unknown[], stop: async () => {} };
  let isOver = false;
  const call = async (caller: number) => {
    for (let turn = caller; !isOver; turn++) {
      const options = { pool, sealSecret: testSealSecret, readOnly: turn % 2 === 0, label: "restart" };
      await inTenant(turn % 3 ? db.acme : db.globex, options, (tx) =>
        Promise.all([
          tx.selectFrom("projects").select("id").limit(1).execute(),
          tx.selectFrom("settings").select("key").limit(1).execute(),
        ]),
      ).then(
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
  const all = Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  load.stop = async () => {
    isOver = true;
    await all;
  };
  return load;
}
