import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { listProjects } from "#db/queries/project-list.ts";
import { createProject } from "#db/queries/projects.ts";
import { sealTenantKey } from "#db/tenant/guard.ts";
import type { Pool } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant/transaction.ts";
import {
  createTestDatabase,
  type TestDatabase,
  testSealSecret,
  throughPgBouncer,
} from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { attacks } from "./attacks.ts";

// Somebody controls the whole SQL text inside acme's transaction. After each attack, on the very same connection, globex
// must find itself as it was: its rows, its search_path, its limits, nobody's leftovers.

let db: TestDatabase;
let pool: Pool;
let globexSecret: string;

beforeAll(async () => {
  db = await createTestDatabase();
  pool = db.openPool("tenantry_app", { size: 1, applicationName: "attacked" });
  for (const tenant of [db.acme, db.globex]) {
    await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, tenant, [person("ann")]);
    await enter(tenant, (tx) =>
      createProject(tx, { name: `${tenant.slug} secret`, description: "", color: "blue", ownerId: "ann" }),
    );
  }
  globexSecret = JSON.stringify(await enter(db.globex, listProjects));
});
afterAll(async () => {
  await pool.close();
  await db.close();
});

for (const [attack, outcome] of attacks) {
  for (const readOnly of [false, true]) {
    test(`${outcome} for a ${readOnly ? "reader" : "writer"}: ${attack}`, async () => {
      const result = await launch(attack, readOnly);
      if (outcome === "refused") expect(result).toMatch(/^refused: /);
      if (outcome === "empty") expect(result).toMatch(readOnly ? /^rows: 0$|read-only/ : /^rows: 0$/);
      if (outcome === "allowed") expect(result).toMatch(/^rows: [1-9]/);
      if (!throughPgBouncer) expect(await findLeftovers()).toEqual(noLeftovers);
      expect(await findGlobex()).toEqual(untouched());
    });
  }
}

test("no session shows a key in the text of its queries", async () => {
  const keys = [db.acme, db.globex].map(({ id }) => sealTenantKey(testSealSecret, id));
  const texts = await enter(db.acme, async (tx) => {
    const { rows } = await sql<{ query: string }>`select query from pg_stat_activity`.execute(tx);
    return JSON.stringify(rows);
  });
  for (const key of keys) expect(texts).not.toContain(key);
});

test("a forged id, with any key that acme can make or read, opens nothing", async () => {
  const forged = `select set_config('app.tenant_id', '${db.globex.id}', true)`;
  const rows = await enter(db.acme, async (tx) => {
    await sql.raw(forged).execute(tx);
    return (await sql.raw(`select * from ${db.globex.schema}.projects`).execute(tx)).rows;
  });
  expect(rows).toEqual([]);
  expect(await findGlobex()).toEqual(untouched());
});

test("the policies show the hash of globex's key, and the hash does not open it", async () => {
  const stolen = await enter(db.acme, async (tx) => {
    const { rows } = await sql<{ qual: string }>`select qual from pg_policies
      where schemaname = ${db.globex.schema} and tablename = 'projects' limit 1`.execute(tx);
    const hash = /\\x([0-9a-f]{64})/.exec(rows[0]?.qual ?? "")?.[1] ?? "";
    await sql`select set_config('app.tenant_id', ${db.globex.id}, true), set_config('app.tenant_key', ${hash}, true)`.execute(
      tx,
    );
    return { hash, rows: (await sql.raw(`select * from ${db.globex.schema}.projects`).execute(tx)).rows };
  });
  expect(stolen.hash).toHaveLength(64);
  expect(stolen.rows).toEqual([]);
});

// Behind such a PgBouncer no statement has a name that an impostor could take.
test.skipIf(throughPgBouncer)(
  "the driver's own statements, deallocated and replaced by impostors, never run for the next tenant",
  async () => {
    await enter(db.globex, listProjects);
    // Past the check of what a query may be: as somebody would who found a way round it.
    await pool.use(async (client) => {
      const rows = await client<{ name: string }[]>`
      select name from pg_prepared_statements where not from_sql and statement like '%projects%'`;
      expect(rows.length).toBeGreaterThan(0);
      for (const { name } of rows) {
        await client.unsafe(`deallocate "${name}"`);
        await client.unsafe(`prepare "${name}" as select current_setting('app.tenant_key', true) as name`);
      }
    });
    expect(await findGlobex()).toEqual(untouched());
  },
);

test("a statement after an injected COMMIT runs outside the tenant, and sees and writes nothing", async () => {
  const seen = await enter(db.acme, async (tx) => {
    await sql.raw("commit").execute(tx);
    return (await sql.raw("select current_setting('app.tenant_key', true) as key").execute(tx)).rows;
  }).catch((error: Error) => error.message);
  expect(JSON.stringify(seen)).not.toMatch(/[0-9a-f]{64}/);
  expect(await findGlobex()).toEqual(untouched());
});

test("what a scan costs tells nothing: for a foreign tenant neither table nor index is looked into", async () => {
  const planOf = (statement: string) =>
    pool.use((client) =>
      client.begin(async (tx) => {
        await tx`select app.enter_tenant(${db.acme.schema}, ${db.acme.id}, ${"wrong key"}, 'plan')`;
        const rows = await tx.unsafe(`explain (analyze, costs off) ${statement}`);
        return rows.map((row) => row["QUERY PLAN"]).join("\n");
      }),
    );
  const schema = db.globex.schema;
  const probes = [
    `select 1 from ${schema}.settings where key >= 'a'`,
    `select count(*) from ${schema}.projects`,
    `select 1 from ${schema}.users where id = 'ann'`,
    `update ${schema}.projects set name = 'x' where owner_id = 'ann'`,
    `select exists (select from ${schema}.users where id > 'a')`,
  ];
  for (const probe of probes) {
    const plan = await planOf(probe);
    expect(plan).toContain("One-Time Filter");
    expect(plan).toMatch(/(Scan).*never executed/);
  }
});

test("errors show no row of another tenant: neither unique values nor foreign keys", async () => {
  const message = await launch(
    `insert into ${db.globex.schema}.users select * from ${db.globex.schema}.users`,
  );
  expect(message).not.toContain("ann@example.com");
  const [probe] = await enter(db.globex, listProjects);
  const duplicate = await launch(
    `insert into $.projects select '${probe?.id}', 'x', '', 'blue', 'active', 'ann', null, 1, now(), now()`,
  );
  expect(duplicate).toContain("row-level security");
});

/** Runs the attack in acme's transaction, and tells what came of it. */
async function launch(attack: string, readOnly = false): Promise<string> {
  const text = attack
    .replaceAll("$do$", "@@")
    .replaceAll("$", db.globex.schema)
    .replaceAll("#", db.globex.id);
  try {
    const rows = await enter(
      db.acme,
      async (tx) => (await sql.raw(text.replaceAll("@@", "$do$")).execute(tx)).rows,
      readOnly,
    );
    return `rows: ${rows.length}`;
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

function enter<T>(tenant: Tenant, fn: (tx: TenantTransaction) => Promise<T>, readOnly = false): Promise<T> {
  const options = { pool, sealSecret: testSealSecret, label: "attack" };
  // What is attacked is the database: a reader's handle goes wherever SQL can be sent.
  const attack = fn as (tx: TenantReader) => Promise<T>;
  if (readOnly) return inTenant(tenant, { ...options, readOnly }, attack);
  return inTenant(tenant, { ...options, readOnly }, fn);
}

/** The session between two tenants, before anybody entered it again. */
async function findLeftovers() {
  const [row] = await pool.use(
    (
      client,
    ) => client`select current_setting('search_path') as path, current_setting('app.tenant_id', true) as id,
      current_setting('app.tenant_key', true) as key, current_setting('statement_timeout') as statement_timeout,
      current_setting('row_security') as row_security, current_setting('timezone') as timezone,
      current_setting('default_transaction_read_only') as read_only,
      current_setting('log_parameter_max_length_on_error') as logged`,
  );
  return { ...row, id: row?.id || "", key: row?.key || "" };
}

const noLeftovers = {
  path: "pg_catalog",
  id: "",
  key: "",
  statement_timeout: "30s",
  row_security: "on",
  timezone: "UTC",
  read_only: "off",
  logged: "0",
};

/** Globex's view of itself on the same connection; one that was given up is replaced, which is as good. */
async function findGlobex() {
  const look = () =>
    enter(db.globex, async (tx) => {
      const { rows } = await sql<Record<string, string>>`
        select current_setting('search_path') as path, current_setting('statement_timeout') as statement_timeout,
          current_setting('lock_timeout') as lock_timeout, current_setting('transaction_isolation') as isolation,
          current_setting('transaction_read_only') as read_only, current_setting('row_security') as row_security,
          current_setting('timezone') as timezone, current_user as role,
          (select count(*)::int from pg_cursors where name <> '') as cursors,
          (select count(*)::int from pg_prepared_statements where from_sql) as foreign_statements,
          (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks`.execute(
        tx,
      );
      return { ...rows[0], projects: JSON.stringify(await listProjects(tx)) };
    });
  return await look().catch(look);
}

function untouched() {
  return {
    path: `${db.globex.schema}, pg_temp`,
    statement_timeout: "15s",
    lock_timeout: "5s",
    isolation: "read committed",
    read_only: "off",
    row_security: "on",
    timezone: expect.not.stringContaining("Kiritimati"),
    role: "tenantry_app",
    cursors: 0,
    foreign_statements: 0,
    locks: 0,
    projects: globexSecret,
  };
}
