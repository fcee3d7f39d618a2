import { afterAll, beforeAll, expect, test } from "bun:test";
import type { LoaderFunctionArgs } from "@remix-run/node";
import pino from "pino";
import { createPool, type Pool } from "#db/tenant/pool.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { loader } from "./health.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("a database with tenants is healthy: the check counts them and reads from one", async () => {
  const response = await ask(db.webPool, db.appPool);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    status: "ok",
    database: "reachable",
    tenants: 2,
    sampled: true,
  });
});

test("a tenant that cannot be read fails the check, without details", async () => {
  await db.owner`alter table ${db.owner(`${db.acme.schema}.projects`)} rename to gone`;
  await db.owner`alter table ${db.owner(`${db.globex.schema}.projects`)} rename to gone`;
  const broken = await ask(db.webPool, db.appPool);
  expect(broken.status).toBe(503);
  expect(await broken.text()).not.toMatch(/tenant_|projects|relation/);
});

test("an unreachable database answers 503 with the reason only", async () => {
  const nowhere = createPool({ url: "postgres://a:b@127.0.0.1:1/c", size: 1, applicationName: "test" });
  const response = await ask(nowhere, nowhere);
  expect(response.status).toBe(503);
  expect(Object.keys(await response.json()).sort()).toEqual(["reason", "status", "version"]);
  await nowhere.close();
});

function ask(webPool: Pool, appPool: Pool): Promise<Response> {
  const log = pino({ level: "silent" });
  const context = { webPool, appPool, log, requestId: "test", env: { TENANT_SEAL_SECRET: testSealSecret } };
  return loader({
    context,
    request: new Request("http://app.localhost/api/health"),
    params: {},
  } as unknown as LoaderFunctionArgs);
}
