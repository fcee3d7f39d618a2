import { afterAll, beforeAll, expect, test } from "bun:test";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { createPool, type Pool } from "./pool.ts";
import { inTenant, type TenantTransaction } from "./transaction.ts";

// A connection to PostgreSQL that can be cut like a failover, a firewall or the server cuts it: by a reset, without notice.

let db: TestDatabase;
let pool: Pool;
let line: { server: Server; url: string; clients: Set<Socket> };

beforeAll(async () => {
  db = await createTestDatabase();
  line = await openLine(new URL(db.url("tenantry_app")));
  pool = createPool({ url: line.url, size: 1, applicationName: "reset" });
});
afterAll(async () => {
  for (const client of line.clients) client.destroy();
  await pool.close(0);
  line.server.close();
  await db.close();
});

test("a connection reset during a transaction is discarded, and the next caller gets an answer", async () => {
  const enter = (fn: (tx: TenantTransaction) => Promise<unknown>) =>
    inTenant(db.acme, { pool, sealSecret: testSealSecret, readOnly: false, label: "test" }, fn);
  for (let round = 0; round < 20; round++) {
    const broken = enter(async (tx) => {
      await tx.selectFrom("projects").select("id").execute();
      for (const client of line.clients) client.resetAndDestroy();
      await Bun.sleep(round % 3);
    });
    expect(await within3Seconds(broken)).toBeInstanceOf(Error);
    expect(await within3Seconds(pool.use((client) => client`select 1 as one`))).toMatchObject([{ one: 1 }]);
    expect(pool.state).toEqual({ busy: 0, open: 1, closing: 0, waiting: 0 });
  }
});

function within3Seconds(work: Promise<unknown>): Promise<unknown> {
  return Promise.race([work.catch((error: unknown) => error), Bun.sleep(3000).then(() => "no answer")]);
}

async function openLine(to: URL) {
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    const postgres = connect(Number(to.port), to.hostname);
    client.pipe(postgres).pipe(client);
    client.on("error", () => {}).on("close", () => postgres.destroy());
    postgres.on("error", () => {}).on("close", () => clients.delete(client));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { server, clients, url: Object.assign(new URL(to), { host: `127.0.0.1:${port}` }).href };
}
