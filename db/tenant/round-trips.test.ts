import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { createPool, type Pool } from "./pool.ts";
import { inTenant } from "./transaction.ts";

// A proxy between pool and server counts round trips: how often the client sends after the server has answered.

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

test("a reader takes one round trip: BEGIN, entry and first query; no one waits for its ROLLBACK", async () => {
  expect(await countFlights(true)).toBe(1);
});

test("a writer's first query waits until the tenant is entered: three round trips", async () => {
  expect(await countFlights(false)).toBe(3);
});

/** Measures the second run: in the first one the driver asks for the types of the statement's parameters. */
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
