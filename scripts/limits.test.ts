import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import postgres from "postgres";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { limitConnections } from "#db/testing/limit-connections.ts";
import { until } from "#db/testing/until.ts";
import { connectionLimits } from "./limits.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(async () => {
  await limitConnections(db.admin, -1);
  await db.close();
});

test("the limits leave room for two generations of processes and a margin", () => {
  expect(connectionLimits({ processes: 4, pool: 10, margin: 8 })).toEqual({
    tenantry_app: 88,
    tenantry_web: 32,
  });
});

test("the printed SQL stops tenantry_app at its limit, and the owner still gets in", async () => {
  const { code, out } = run("--processes", "1", "--pool", "1", "--margin", "1");
  expect(code).toBe(0);
  await db.admin.unsafe(out);
  const clients = Array.from({ length: 4 }, () =>
    postgres(db.url("tenantry_app"), { max: 1, fetch_types: false }),
  );
  try {
    await until(async () => (await countSessions()) === 0);
    const answers = await Promise.allSettled(clients.map((client) => client`select`));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    const refusals = answers.flatMap((answer) =>
      answer.status === "rejected" ? [String(answer.reason)] : [],
    );
    expect(refusals).toEqual([expect.stringMatching(/too many connections/)]);
    expect([...(await db.owner`select 1 as one`)]).toEqual([{ one: 1 }]);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
});

test("a missing or wrong number is a usage error", () => {
  for (const args of [[], ["--processes", "0"], ["--processes", "2", "--pool", "x"]])
    expect(run(...args).code).toBe(2);
});

function run(...args: string[]) {
  const child = Bun.spawnSync([
    process.execPath,
    "--no-env-file",
    join(import.meta.dir, "limits.ts"),
    ...args,
  ]);
  return { code: child.exitCode, out: child.stdout.toString() };
}

/** Of the whole cluster, like the limit. Sessions of earlier tests may still be ending. */
async function countSessions(): Promise<number> {
  return (await db.admin`select from pg_stat_activity where usename = 'tenantry_app'`).length;
}
