import postgres from "postgres";
import { cases } from "#db/queries/sql/cases.ts";
import { createFixture } from "#db/queries/sql/fixture.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { createTestDatabase, testSealSecret } from "#db/testing/database.ts";
import { startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";

const server = await startThrowawayPostgres({ binDir: process.argv[2] });
process.env.TEST_DATABASE_ADMIN_URL = server.adminUrl;
const closed = await createTestDatabase();
const open = await createTestDatabase("managed");
const worlds = [];
for (const db of [closed, open]) {
  const fixture = await createFixture(db);
  const pool = db.openPool("tenantry_app", { size: 1, applicationName: "m" });
  worlds.push({
    db,
    fixture,
    pool,
    times: { point: [] as number[], list: [] as number[], dashboard: [] as number[] },
  });
}
const sorted = (a: number[]) => a.toSorted((x, y) => x - y)[a.length >> 1]!;
const ratios: Record<string, number[]> = { point: [], list: [], dashboard: [] };
for (let round = 0; round < 1500; round++) {
  const order = round % 2 ? worlds : worlds.toReversed();
  const at: Record<string, number[]> = { point: [0, 0], list: [0, 0], dashboard: [0, 0] };
  for (const w of order) {
    await inTenant(
      w.db.acme,
      { pool: w.pool, sealSecret: testSealSecret, readOnly: false, label: "m" },
      async (tx) => {
        await tx.selectFrom("settings").select("key").execute();
        let a = performance.now();
        await tx.selectFrom("projects").select(["id", "name"]).where("id", "=", w.fixture.project).execute();
        w.times.point.push(performance.now() - a);
        at.point![worlds.indexOf(w)] = performance.now() - a;
        a = performance.now();
        await cases["task-list"]!.listTasks!.shortest!(tx, w.fixture);
        w.times.list.push(performance.now() - a);
        at.list![worlds.indexOf(w)] = performance.now() - a;
        a = performance.now();
        await cases.dashboard!.findDashboard!.only!(tx, w.fixture);
        w.times.dashboard.push(performance.now() - a);
        at.dashboard![worlds.indexOf(w)] = performance.now() - a;
      },
    );
  }
  if (round > 100) for (const k of Object.keys(at)) ratios[k]!.push(at[k]![0]! / at[k]![1]!);
}
for (const k of ["point", "list", "dashboard"] as const)
  console.log(
    k,
    "closed",
    sorted(worlds[0]!.times[k]).toFixed(3),
    "open",
    sorted(worlds[1]!.times[k]).toFixed(3),
    "median ratio",
    sorted(ratios[k]!).toFixed(3),
  );
// server side: many executions in one statement batch
const admin = postgres(closed.url("admin"), { max: 1 });
const client = postgres(closed.url("tenantry_app"), { max: 1, fetch_types: false });
await client.unsafe("set statement_timeout = '500ms'");
const grow = (unit: string, n: number) =>
  `(with recursive x (t, n) as (select ${unit}::text, 1 union all select t || t, n + 1 from x where n < ${n}) select t from x where n = ${n})`;
const rows = (n: number) =>
  `(with recursive r (n) as (select 1 union all select n + 1 from r where n < ${n}) select n from r) as r`;
const t = async (what: string, text: string) => {
  const a = performance.now();
  const r = await client.unsafe(text).then(
    () => "done",
    (e) => e.message,
  );
  console.log(what, Math.round(performance.now() - a), "ms", r);
};
const ms = async (timeout: string) => void (await client.unsafe(`set statement_timeout = '${timeout}'`));
await ms("15s");
await t("text of 512 MB by doubling", `select octet_length((${grow("'xxxxxxxx'", 27)})::bytea)`);
await ms("1s");
await t(
  "to_char, format 33 MB",
  `select 1 where to_char(timestamp '2026-01-01', ${grow("'YYYYMMDD'", 23)}) = ''`,
);
await t("lower icu 128 MB", `select 1 where lower(${grow("'XxXxXxXx'", 25)} collate "und-x-icu") = ''`);
await t(
  "text to jsonb, 64 MB of numbers",
  `select 1 where ('[' || ${grow("'1,2,3,4,'", 24)} || '1]')::jsonb is null`,
);
await t("regex", `select ${grow("'aaaaaaaa'", 25)} ~ ('***=' || ${grow("'aaaaaaaa'", 15)} || 'b')`);
await t(
  "jsonb_object_agg 1M keys",
  `select 1 from (select jsonb_object_agg(n, n) as o from ${rows(1000000)}) as x where o is null`,
);
await t("json_agg 3M", `select 1 from (select json_agg(n) as o from ${rows(3000000)}) as x where o is null`);
await t(
  "order by 3M rows (temp file)",
  `select 1 from (select n from ${rows(3000000)} order by n desc offset 2999999) x`,
);
await ms("60s");
await t(
  "temp file limit",
  `select 1 from (select n, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' || n::text as t from ${rows(3000000)} order by t offset 2999999) x`,
);
await client.end();
await admin.end();
for (const w of worlds) await w.pool.close();
await closed.close();
await open.close();
await server.stop();
