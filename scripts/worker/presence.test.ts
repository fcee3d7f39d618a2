import { afterAll, beforeAll, expect, test } from "bun:test";
import type postgres from "postgres";
import { connectAsOperator } from "#db/migrate/operator.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { Presence } from "./presence.ts";

let db: TestDatabase;
let mine: postgres.Sql;
let theirs: postgres.Sql;

beforeAll(async () => {
  db = await createTestDatabase();
  [mine, theirs] = [connect(), connect()];
  await db.owner`select jobs.add_job('sleep', json_build_object('n', n)) from generate_series(1, 4) as n`;
});
afterAll(async () => {
  await Promise.all([mine.end(), theirs.end()]);
  await db.close();
});

test("a worker is dead when it holds jobs, and nobody says that it lives", async () => {
  const presence = new Presence(mine);
  await presence.announce("worker-mine");
  await new Presence(theirs).announce("worker-theirs");
  await lock({
    "worker-mine": "1 hour",
    "worker-theirs": "1 hour",
    "worker-gone": "1 hour",
    "worker-new": "0",
  });
  expect(await presence.listDead()).toEqual(["worker-gone"]);
  expect(await presence.listDead()).toEqual(["worker-gone"]);
  await theirs.end();
  expect((await presence.listDead()).sort()).toEqual(["worker-gone", "worker-theirs"]);
});

/** Puts a job into the hands of each, so long ago. */
async function lock(since: Record<string, string>): Promise<void> {
  await db.owner`update jobs._private_jobs set locked_by = null, locked_at = null`;
  for (const [worker, age] of Object.entries(since))
    await db.owner`
      update jobs._private_jobs set locked_by = ${worker}, locked_at = now() - ${age}::interval
      where id = (select min(id) from jobs._private_jobs where locked_by is null)`;
}

function connect(): postgres.Sql {
  return connectAsOperator(db.url("tenantry_owner"), "presence");
}
