import { afterAll, beforeAll, expect, test } from "bun:test";
import { isDatabaseAway } from "#db/errors.ts";
import { openBadServer } from "#db/testing/bad-server.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { until } from "#db/testing/until.ts";
import { openValve } from "#db/testing/valve.ts";
import { createPool } from "./pool.ts";
import { Session } from "./session.ts";
import { inTenant } from "./transaction.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const tls = ["", "?sslmode=require"];

for (const parameters of tls) {
  test(`every query on a refused connection rejects${parameters}`, async () => {
    const session = new Session({
      url: `postgres://a:b@127.0.0.1:1/c${parameters}`,
      applicationName: "test",
    });
    expect(await askThreeTimes(session)).toEqual(["ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED"]);
    expect(await askThreeTimes(session)).toEqual(["ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED"]);
    await session.end(0);
  });

  for (const manner of ["ends", "resets", "is silent"] as const) {
    test(`a server that accepts and then ${manner} is dialled once, and every query rejects${parameters}`, async () => {
      const server = await openBadServer(manner);
      const url = server.url + parameters;
      const session = new Session({ url, applicationName: "test", connectTimeout: 200 });
      const codes = await askThreeTimes(session);
      expect(codes.every((code) => isDatabaseAway({ code }))).toBe(true);
      expect(session.lost).toBe(true);
      await session.end(0);
      expect(server.dials()).toBe(1);
      server.close();
    });
  }
}

test("something else than PostgreSQL that answers there is a database that is away", async () => {
  const other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("a page") });
  const session = new Session({ url: `postgres://a:b@127.0.0.1:${other.port}/c`, applicationName: "test" });
  expect(await askThreeTimes(session)).toEqual(["CONNECTION_LOST", "CONNECTION_LOST", "CONNECTION_LOST"]);
  await session.end(0);
  await other.stop(true);
});

// An operator's limit ends the backend while it works. 58030: PostgreSQL's disk fails.
for (const code of ["25P03", "25P04", "58030"])
  test(`${code} counts as a database that is away`, () => expect(isDatabaseAway({ code })).toBe(true));

test("a pool dials a server that accepts and ends with pauses, however many ask", async () => {
  const server = await openBadServer("ends");
  const pool = createPool({ url: server.url, size: 4, applicationName: "test" });
  for (let call = 0; call < 500; call++) {
    const error = await pool.use((client) => client`select 1`).catch((failure: unknown) => failure);
    expect(isDatabaseAway(error)).toBe(true);
  }
  expect(server.dials()).toBeLessThan(20);
  expect(pool.state).toMatchObject({ busy: 0, waiting: 0 });
  await pool.close(0);
  server.close();
});

test("a server that refuses a role's connection answers with its own error, and the session is over", async () => {
  const url = Object.assign(new URL(db.url("tenantry_app")), { password: "wrong" }).href;
  const session = new Session({ url, applicationName: "test" });
  expect(await askThreeTimes(session)).toEqual(["28P01", "28P01", "28P01"]);
  await session.end(0);
});

test("queries on a frozen connection end, and its place is free once its backend is gone", async () => {
  const valve = await openValve(db.url("tenantry_app"));
  const pool = createPool({
    ...{ url: valve.url, size: 1, applicationName: "frozen", answerTimeout: 300, maxAbandoned: 100 },
    routing: db.webPool,
  });
  const options = { pool, sealSecret: testSealSecret, readOnly: false, label: "frozen" } as const;
  const frozen = inTenant(db.acme, options, async (tx) => {
    await tx.selectFrom("projects").select("id").execute();
    valve.freeze();
    await tx.selectFrom("projects").select("id").execute();
  });
  await expect(frozen).rejects.toMatchObject({ code: "CONNECTION_LOST" });
  expect(pool.state).toMatchObject({ busy: 0, open: 1, closing: 1 });
  valve.open();
  await until(() => pool.state.open === 0);
  expect(await pool.use((client) => client`select 1 as one`)).toMatchObject([{ one: 1 }]);
  await pool.close();
  await valve.close();
});

test("a query that takes long is not cut off while its answer is not due", async () => {
  const session = new Session({ url: db.url("tenantry_owner"), applicationName: "test", answerTimeout: 400 });
  const slow = Array.from({ length: 4 }, () => session.client`select pg_sleep(0.2)`);
  expect(await Promise.all(slow)).toHaveLength(4);
  await session.end(1);
});

/** The codes with which three queries sent together reject. */
async function askThreeTimes({ client }: Session): Promise<unknown[]> {
  const asked = [
    client`select 1`,
    client`select ${1}::int`,
    client.unsafe("select 1", [], { prepare: false }),
  ];
  const codes = asked.map((query) => query.then(() => "answered").catch((error) => error.code));
  return await Promise.all(codes);
}
