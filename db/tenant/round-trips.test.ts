import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { createPool, type Pool } from "./pool.ts";
import { inTenant } from "./transaction.ts";

// Between pool and server stands a listener that counts flights: how often the client speaks after the server has.

let db: TestDatabase;
let pool: Pool;
let proxy: ReturnType<typeof listenBetween>;

beforeAll(async () => {
  db = await createTestDatabase();
  const url = new URL(db.url("tenantry_app"));
  proxy = listenBetween(url.hostname, Number(url.port));
  url.port = String(proxy.port);
  pool = createPool({ url: url.href, size: 1, applicationName: "counted" });
});
afterAll(async () => {
  await pool.close();
  proxy.stop();
  await db.close();
});

test("a reader waits for one flight: BEGIN, context and first query; nobody waits for its ROLLBACK", async () => {
  expect(await countFlights(true)).toBe(1);
});

test("a writer's first query waits until the tenant was entered: three flights", async () => {
  expect(await countFlights(false)).toBe(3);
});

/** The first time the driver asks for the types of a statement's parameters; the second time counts. */
async function countFlights(readOnly: boolean): Promise<number> {
  await readOnce(readOnly);
  proxy.flights = 0;
  await readOnce(readOnly);
  return proxy.flights;
}

function readOnce(readOnly: boolean) {
  const options = { pool, sealSecret: testSealSecret, readOnly, label: "counted" };
  return inTenant(db.acme, options, (tx) =>
    tx.selectFrom("settings").select("key").where("key", "=", "x").execute(),
  );
}

type Link = { other?: Bun.Socket<Link>; waiting: Uint8Array[] };

function listenBetween(hostname: string, port: number) {
  let serverSpoke = true;
  const counter = { flights: 0, port: 0, stop: () => listener.stop(true) };
  const toServer = (client: Bun.Socket<Link>) =>
    Bun.connect<Link>({
      hostname,
      port,
      data: { other: client, waiting: [] },
      socket: {
        data(_, bytes) {
          serverSpoke = true;
          client.write(bytes);
        },
        close: () => void client.end(),
      },
    });
  const listener = Bun.listen<Link>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      async open(client) {
        client.data = { waiting: [] };
        client.data.other = await toServer(client);
        for (const bytes of client.data.waiting.splice(0)) client.data.other.write(bytes);
      },
      data(client, bytes) {
        if (serverSpoke) counter.flights += 1;
        serverSpoke = false;
        if (client.data.other) client.data.other.write(bytes);
        else client.data.waiting.push(new Uint8Array(bytes));
      },
      close: ({ data }) => void data.other?.end(),
    },
  });
  counter.port = listener.port;
  return counter;
}
