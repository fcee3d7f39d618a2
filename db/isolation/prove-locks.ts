import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import postgres from "postgres";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { guardStatements } from "#db/tenant/guard.ts";
import { type Client, createPool, type Pool } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import * as asShipped from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type Change, importMutant, replaceOnce } from "#db/testing/mutants.ts";

type TransactionModule = Pick<typeof asShipped, "inTenant">;

/**
 * What takes a lock off: SQL of an administrator; or another text of app.enter_tenant, of app.leave_tenant, of a source
 * file, in the place of one that has to be there exactly once.
 */
export type Off =
  | { sql: string | ((db: TestDatabase) => string) }
  | { enter: readonly [from: string, to: string] }
  | { leave: readonly [from: string, to: string] }
  | { source: Change };

/**
 * One lock, alone: every other lock that would stop this attack is off, and the attack fails. Then this one is taken
 * off too, and the same attack succeeds.
 */
export type Proof = {
  lock: string;
  attack: string;
  othersOff: Off[];
  remove: Off;
  /** What the attack brings home; an error counts by its message. */
  launch(attacker: Attacker): Promise<unknown>;
  held: unknown;
  open: unknown;
};

/** Both tenants' transactions go over one and the same connection. */
export type Attacker = {
  db: TestDatabase;
  admin: postgres.Sql;
  acme<T>(fn: (tx: asShipped.TenantTransaction) => Promise<T>, readOnly?: boolean): Promise<T>;
  globex<T>(fn: (tx: asShipped.TenantTransaction) => Promise<T>, readOnly?: boolean): Promise<T>;
  /** The connection itself, past the code of a tenant's transaction. */
  session<T>(fn: (client: Client) => Promise<T>): Promise<T>;
};

const schemas = ["tenant_acme", "tenant_globex"];

/** Registers a test for each proof. Each tenant has one setting, called like the tenant, for an attack to find. */
export function proveLocks(proofs: readonly Proof[]): void {
  let db: TestDatabase;
  let admin: postgres.Sql;
  let doors: string;
  beforeAll(async () => {
    db = await createTestDatabase();
    admin = postgres(db.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
    doors = (await readDoors(admin)).join(";\n");
    for (const { schema, slug } of [db.acme, db.globex])
      await admin.unsafe(`insert into ${schema}.settings values ('${slug}', '1', now())`);
  });
  afterAll(async () => {
    await admin.end();
    await db.close();
  });

  for (const { lock, attack, othersOff, remove, launch, held, open } of proofs) {
    test(`${lock} alone stops: ${attack}`, async () => {
      try {
        await takeOff(db, admin, othersOff);
        expectOutcome(await run(db, admin, launch, othersOff), held);
        await unplant(admin);
        await takeOff(db, admin, [remove]);
        expectOutcome(await run(db, admin, launch, [...othersOff, remove]), open);
      } finally {
        await putBack(db, admin, doors);
      }
      expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
      expect((await readDoors(admin)).join(";\n")).toBe(doors);
    });
  }
}

function expectOutcome(outcome: unknown, expected: unknown): void {
  if (expected instanceof RegExp) expect(String(outcome)).toMatch(expected);
  else expect(outcome).toEqual(expected);
}

async function takeOff(db: TestDatabase, admin: postgres.Sql, locks: Off[]): Promise<void> {
  for (const off of locks) {
    if ("sql" in off) await admin.unsafe(typeof off.sql === "string" ? off.sql : off.sql(db));
    if ("enter" in off) await rewriteDoor(admin, "enter_tenant", off.enter);
    if ("leave" in off) await rewriteDoor(admin, "leave_tenant", off.leave);
  }
}

async function rewriteDoor(admin: postgres.Sql, name: string, [from, to]: readonly [string, string]) {
  const door = (await readDoors(admin)).find((text) => text.includes(`app.${name}(`)) ?? "";
  await admin.unsafe(replaceOnce(door, { file: `app.${name}`, from, to }));
}

/** On a pool of its own: no attack meets what an earlier one left on the session. */
async function run(db: TestDatabase, admin: postgres.Sql, launch: Proof["launch"], locks: Off[]) {
  const pool = createPool({ url: db.url("tenantry_app"), size: 1, applicationName: "attacker" });
  const changes = locks.flatMap((off) => ("source" in off ? [off.source] : []));
  const transaction =
    changes.length > 0
      ? await importMutant<TransactionModule>("db/tenant/transaction.ts", changes)
      : asShipped;
  try {
    return await launch(attackerOn(pool, db, admin, transaction));
  } catch (error) {
    return (error as Error).message;
  } finally {
    await pool.close();
  }
}

function attackerOn(
  pool: Pool,
  db: TestDatabase,
  admin: postgres.Sql,
  { inTenant }: TransactionModule,
): Attacker {
  const enter =
    (tenant: Tenant): Attacker["acme"] =>
    (fn, readOnly = false) => {
      const options = { pool, sealSecret: testSealSecret, label: "attack", readOnly };
      return inTenant(tenant, options, (tx) => fn(tx as asShipped.TenantTransaction));
    };
  return { db, admin, acme: enter(db.acme), globex: enter(db.globex), session: (fn) => pool.use(fn) };
}

async function putBack(db: TestDatabase, admin: postgres.Sql, doors: string): Promise<void> {
  await admin.unsafe(doors);
  for (const tenant of [db.acme, db.globex]) {
    const tables = await admin<{ tablename: string }[]>`
      select tablename from pg_tables where schemaname = ${tenant.schema}`;
    const names = tables.map(({ tablename }) => tablename);
    await admin.unsafe(
      names.map((name) => `drop policy if exists wide on ${tenant.schema}.${name}`).join(";"),
    );
    await admin.unsafe(guardStatements(tenant, testSealSecret, names));
  }
  const [database] = await admin<{ name: string }[]>`select quote_ident(current_database()) as name`;
  await admin.unsafe(`
    revoke temporary on database ${database?.name} from tenantry_app;
    revoke all on schema public from tenantry_app;
    revoke all on public.tenants from tenantry_app;`);
  await unplant(admin);
}

async function unplant(admin: postgres.Sql): Promise<void> {
  for (const schema of schemas) await admin.unsafe(`delete from ${schema}.settings where key = 'planted'`);
}

/** The functions by which a tenant is entered and left, as their statements. */
async function readDoors(admin: postgres.Sql): Promise<string[]> {
  const rows = await admin<{ text: string }[]>`
    select pg_get_functiondef(oid) as text from pg_proc
    where proname in ('enter_tenant', 'leave_tenant') and pronamespace = 'app'::regnamespace order by proname`;
  return rows.map(({ text }) => text);
}

/** The rows that a text of the attacker's brings. */
export async function rowsOf(tx: asShipped.TenantReader, text: string): Promise<unknown[]> {
  return (await sql.raw(text).execute(tx)).rows;
}

export async function listSettings(tx: asShipped.TenantReader): Promise<string[]> {
  const rows = await tx.selectFrom("settings").select("key").orderBy("key").execute();
  return rows.map(({ key }) => key);
}

/** Writes a row that is taken away again after the attack. */
export async function plant(tx: asShipped.TenantTransaction): Promise<void> {
  await tx.insertInto("settings").values({ key: "planted", value: "1", updated_at: new Date() }).execute();
}
