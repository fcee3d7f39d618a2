import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import postgres from "postgres";
import { provisionTenant } from "#db/directory/provision.ts";
import { migrate } from "#db/migrate/migrate.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type MigrationFolder, migrationFolder } from "#db/testing/migration-folder.ts";

// The engine is killed at a moment of chance. Every tenant must then be wholly before or wholly after each file, and the
// next run must finish what is left.

const rounds = process.env.SOAK ? 500 : 20;
const shipped = readMigrations("tenant").length;
let db: TestDatabase;
let admin: postgres.Sql;
let folder: MigrationFolder;

beforeAll(async () => {
  db = await createTestDatabase();
  admin = postgres(db.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
  for (let number = 1; number <= 10; number++) {
    const slug = `crash-${number}`;
    await provisionTenant(db.owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
  }
  folder = migrationFolder({
    "one.sql": "alter table users add column one text; alter table projects add column one text;",
    "two.sql": "-- transaction: off\ncreate index concurrently users_two on users (one);",
    "three.sql":
      "alter table users add column three text; create table three_unused (id int); drop table three_unused;",
  });
});
afterAll(async () => {
  folder.remove();
  await admin.end();
  await db.close();
});

test(
  `killed ${rounds} times at any moment, the fleet is never torn, and is finished by the next run`,
  async () => {
    let torn = 0;
    let midway = 0;
    for (let round = 0; round < rounds; round++) {
      await killInTheMiddle();
      const states = await readStates();
      torn += states.filter((state) => !isWhole(state)).length;
      if (new Set(states.map(({ version }) => version)).size > 1) midway += 1;
      if (round % 4 === 3) await finishAndTakeBack();
    }
    expect(torn).toBe(0);
    // Otherwise the killing came too early or too late to prove anything.
    expect(midway).toBeGreaterThan(0);
    await finishAndTakeBack();
  },
  rounds * 6000,
);

async function killInTheMiddle(): Promise<void> {
  const program = join(import.meta.dir, "../../testing/migrate-once.ts");
  const args = [db.url("tenantry_owner"), testSealSecret, folder.directory];
  const child = Bun.spawn([process.execPath, "--no-env-file", program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await hasSaid(child.stdout, 1 + Math.floor(Math.random() * 11));
  await Bun.sleep(Math.random() * 20);
  child.kill("SIGKILL");
  await child.exited;
  // Its sessions end when the server notices; what they had committed stays.
  for (let waited = 0; waited < 5000 && (await countSessions()) > 0; waited += 10) await Bun.sleep(10);
}

/** Waits for so many lines, or for the end. */
async function hasSaid(stream: ReadableStream<Uint8Array>, lines: number): Promise<void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let said = 0;
  for (let part = await reader.read(); !part.done && said < lines; part = await reader.read()) {
    said += decoder.decode(part.value).split("\n").length - 1;
    if (said >= lines) return;
  }
}

async function countSessions(): Promise<number> {
  const [row] = await admin<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and usename = 'tenantry_owner' and application_name like '%migrate%'`;
  return row?.count ?? 0;
}

type State = { version: number; ledger: number; one: number; index: number; three: number; stray: number };

function readStates() {
  return admin<State[]>`
    select t.schema_version - ${shipped} as version,
      (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I._migrations', t.schema_name), true, true, '')))[1]::text::int - ${shipped} as ledger,
      (select count(*)::int from information_schema.columns where table_schema = t.schema_name and column_name = 'one') as one,
      (select count(*)::int from pg_indexes where schemaname = t.schema_name and indexname = 'users_two') as index,
      (select count(*)::int from information_schema.columns where table_schema = t.schema_name and column_name = 'three') as three,
      (select count(*)::int from information_schema.tables where table_schema = t.schema_name and table_name = 'three_unused') as stray
    from public.tenants t`;
}

/** An index may be there before its version: it is made outside the transaction that says so. */
function isWhole({ version, ledger, one, index, three, stray }: State): boolean {
  if (ledger !== version || stray !== 0) return false;
  if (one !== (version >= 1 ? 2 : 0)) return false;
  if (version >= 2 && index !== 1) return false;
  return three === (version >= 3 ? 1 : 0);
}

async function finishAndTakeBack(): Promise<void> {
  const result = await migrate({
    ownerUrl: db.url("tenantry_owner"),
    sealSecret: testSealSecret,
    directory: folder.directory,
    wait: true,
  });
  expect(result.failed).toEqual([]);
  const states = await readStates();
  expect(states.every((state) => state.version === 3 && isWhole(state))).toBe(true);
  const tenants = await admin<{ schema: string }[]>`select schema_name as schema from public.tenants`;
  await admin.unsafe(
    tenants
      .map(
        ({ schema }) => `alter table ${schema}.users drop column one, drop column three;
          alter table ${schema}.projects drop column one;
          delete from ${schema}._migrations where version > ${shipped};`,
      )
      .join("\n"),
  );
  await admin`update public.tenants set schema_version = ${shipped}`;
}
