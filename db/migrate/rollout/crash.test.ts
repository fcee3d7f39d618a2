import { afterAll, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import { provisionTenant } from "#db/directory/provision.ts";
import { migrate } from "#db/migrate/migrate.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { killMidway } from "#db/migrate/testing/kill-midway.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type MigrationFolder, migrationFolder } from "#db/testing/migration-folder.ts";

// The engine is killed at a random point. Every tenant must then have each file wholly or not at all, and the next rollout
// must finish the rest.

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
  `killed ${rounds} times at random points, no tenant is left half migrated, and the next rollout finishes`,
  async () => {
    let torn = 0;
    let midway = 0;
    for (let round = 0; round < rounds; round++) {
      await killRollout();
      const states = await readStates();
      torn += states.filter((state) => !isWhole(state)).length;
      if (new Set(states.map(({ version }) => version)).size > 1) midway += 1;
      if (round % 4 === 3) await finishAndReset();
    }
    expect(torn).toBe(0);
    // Otherwise every kill came too early or too late to prove anything.
    expect(midway).toBeGreaterThan(0);
    await finishAndReset();
  },
  rounds * 6000,
);

function killRollout(): Promise<void> {
  const args = [db.url("tenantry_owner"), testSealSecret, folder.directory];
  const lines = 1 + Math.floor(Math.random() * 11);
  return killMidway({ program: "migrate-once.ts", args, lines }, db.url("admin"));
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

/** An index may exist before its version does: it is built outside the transaction that records it. */
function isWhole({ version, ledger, one, index, three, stray }: State): boolean {
  if (ledger !== version || stray !== 0) return false;
  if (one !== (version >= 1 ? 2 : 0)) return false;
  if (version >= 2 && index !== 1) return false;
  return three === (version >= 3 ? 1 : 0);
}

async function finishAndReset(): Promise<void> {
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
