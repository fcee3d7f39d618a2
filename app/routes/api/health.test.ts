import { afterAll, beforeAll, expect, test } from "bun:test";
import type { LoaderFunctionArgs } from "@remix-run/node";
import pino from "pino";
import postgres from "postgres";
import { createPool, type Pool } from "#db/tenant/pool.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { loader } from "./health.ts";

let db: TestDatabase;
let clerkAnswer = () => new Response();
const clerk = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => clerkAnswer() });
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(async () => {
  await clerk.stop(true);
  await db.close();
});

test("a database with tenants is healthy: the check counts them and reads from one", async () => {
  const response = await ask(db.webPool, db.appPool);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    status: "ok",
    database: "reachable",
    signIn: "reachable",
    tenants: 2,
    sampled: true,
  });
});

test("a pool whose connections are all taken is busy, not unreachable", async () => {
  const pool = db.openPool("tenantry_app", { size: 1, applicationName: "test" });
  const lease = await pool.lease();
  const response = await ask(db.webPool, pool);
  expect([response.status, (await response.json()).reason]).toEqual([503, "database busy"]);
  lease.release();
  await pool.close();
});

test("sessions that cannot be renewed are said, without taking the process out of service", async () => {
  const wrong = { Date: new Date(Date.now() - 70_000).toUTCString() };
  for (const [answer, signIn] of [
    [() => new Response(null, { status: 502 }), "unreachable"],
    [() => new Response(null, { headers: wrong }), "clock differs"],
  ] as const) {
    clerkAnswer = answer;
    const response = await ask(db.webPool, db.appPool);
    expect([response.status, await response.json()]).toMatchObject([200, { status: "degraded", signIn }]);
  }
  clerkAnswer = () => new Response();
});

test("a database that accepts no writes is said to be read-only", async () => {
  const name = new URL(db.url("admin")).pathname.slice(1);
  const admin = postgres(db.url("admin"), { max: 1, fetch_types: false });
  await admin.unsafe(`alter database ${name} set default_transaction_read_only = on`);
  const webPool = db.openPool("tenantry_web", { size: 1, applicationName: "test" });
  expect(await (await ask(webPool, db.appPool)).json()).toMatchObject({
    status: "degraded",
    database: "read-only",
  });
  await admin.unsafe(`alter database ${name} reset default_transaction_read_only`);
  await Promise.all([webPool.close(), admin.end()]);
});

for (const [what, change, undo] of [
  ["was dropped by hand", "alter table projects rename to gone", "alter table gone rename to projects"],
  ["is locked", "begin; lock table projects in access exclusive mode", "rollback"],
] as const)
  test(`a tenant whose table ${what} takes no process out of service, and is logged`, async () => {
    const admin = postgres(db.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
    await admin.unsafe(`set search_path = ${db.acme.schema}; ${change}`);
    const [found, lines] = [[] as number[], [] as object[]];
    while (lines.length === 0) {
      const response = await ask(db.webPool, db.appPool, (line) => lines.push(JSON.parse(line)));
      found.push(response.status);
      if (lines.length > 0)
        expect(await response.json()).toMatchObject({ status: "degraded", unreadable: 1 });
    }
    expect(lines[0]).toMatchObject({ schema: db.acme.schema });
    expect(new Set(found)).toEqual(new Set([200]));
    await admin.unsafe(undo);
    await admin.end();
    expect(await (await ask(db.webPool, db.appPool)).json()).toMatchObject({ status: "ok" });
  });

test("when no tenant can be read, the check fails without details, and does not blame the database", async () => {
  await db.owner`alter table ${db.owner(`${db.acme.schema}.projects`)} rename to gone`;
  await db.owner`alter table ${db.owner(`${db.globex.schema}.projects`)} rename to gone`;
  const broken = await ask(db.webPool, db.appPool);
  expect(broken.status).toBe(503);
  const text = await broken.text();
  expect(JSON.parse(text).reason).toBe("workspaces unreadable");
  expect(text).not.toMatch(/tenant_|projects|relation/);
});

test("an unreachable database answers 503 with the reason only", async () => {
  const nowhere = createPool({ url: "postgres://a:b@127.0.0.1:1/c", size: 1, applicationName: "test" });
  const response = await ask(nowhere, nowhere);
  expect(response.status).toBe(503);
  expect(Object.keys(await response.json()).sort()).toEqual(["reason", "status", "version"]);
  await nowhere.close();
});

function ask(webPool: Pool, appPool: Pool, write: (line: string) => void = () => {}): Promise<Response> {
  const log = pino({ level: "error" }, { write });
  const env = { TENANT_SEAL_SECRET: testSealSecret, CLERK_PROXY_URL: `http://127.0.0.1:${clerk.port}` };
  const context = { webPool, appPool, log, requestId: "test", env };
  return loader({
    context,
    request: new Request("http://app.localhost/api/health"),
    params: {},
  } as unknown as LoaderFunctionArgs);
}
