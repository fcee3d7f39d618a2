import { sql } from "kysely";
import type postgres from "postgres";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { createProject } from "#db/queries/projects.ts";
import type { Client, Pool } from "#db/tenant/pool.ts";
import { statement } from "#db/tenant/statement.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import * as asShipped from "#db/tenant/transaction.ts";
import {
  createTestDatabase,
  type TestDatabase,
  testSealSecret,
  throughPgBouncer,
} from "#db/testing/database.ts";
import { type Change, importMutant } from "#db/testing/mutants.ts";
import { person } from "#db/testing/people.ts";

type TransactionModule = Pick<typeof asShipped, "inTenant">;
type Enter = <T>(fn: (tx: asShipped.TenantTransaction) => Promise<T>, readOnly?: boolean) => Promise<T>;

/** The check of a statement's text, off: what stands behind it must hold alone. */
export const textCheckOff: Change = {
  file: "db/tenant/statement-check.ts",
  from: "refused.find((part) => part.test(text))",
  to: "refused.find((part) => !part)",
};

/** The code of a tenant's transaction, with these checks off. */
export function transactionWithout(...checks: Change[]): Promise<typeof asShipped> {
  return importMutant<typeof asShipped>("db/tenant/transaction.ts", checks);
}

/** What an attack can use. Both tenants take turns on the same connection. */
export type Attacker = {
  db: TestDatabase;
  admin: postgres.Sql;
  pool: Pool;
  acme: Enter;
  globex: Enter;
  /** The connection itself, without the code of a tenant's transaction. */
  session<T>(fn: (client: Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type Harness = {
  db: TestDatabase;
  admin: postgres.Sql;
  /** With a new session, so that no attack meets what an earlier one left behind. Close it. */
  newAttacker(transaction?: TransactionModule): Attacker;
  close(): Promise<void>;
};

/** A test database in which each tenant has Ann, a project of hers, and one setting named after the tenant's slug. */
export async function openHarness(setUpBy?: "superuser" | "managed"): Promise<Harness> {
  const db = await createTestDatabase(setUpBy);
  const { admin } = db;
  for (const tenant of [db.acme, db.globex]) {
    await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, tenant, [person("ann")]);
    const project = { name: `${tenant.slug} secret`, description: "", color: "blue", ownerId: "ann" };
    await enter(
      db.appPool,
      tenant,
    )(async (tx) => {
      await addSetting(tx, tenant.slug);
      await createProject(tx, project);
    });
  }
  const newAttacker: Harness["newAttacker"] = (transaction) => {
    const pool = db.openPool("tenantry_app", {
      size: 1,
      applicationName: "attacker",
      routing: db.webPool,
    });
    const [acme, globex] = [enter(pool, db.acme, transaction), enter(pool, db.globex, transaction)];
    const close = async () => {
      await pool.close();
      if (throughPgBouncer) await endSessions(admin);
    };
    return { db, admin, pool, acme, globex, session: (fn) => pool.use(fn), close };
  };
  return { db, admin, newAttacker, close: db.close };
}

function enter(pool: Pool, tenant: Tenant, { inTenant }: TransactionModule = asShipped): Enter {
  return (fn, readOnly = false) => {
    const options = { pool, sealSecret: testSealSecret, label: "attack", readOnly };
    // Attackers ignore types: a reader's handle accepts any SQL.
    return inTenant(tenant, options, (tx) => fn(tx as asShipped.TenantTransaction));
  };
}

/** PgBouncer keeps sessions whose client has left, and gives them to the next one. */
async function endSessions(admin: postgres.Sql): Promise<void> {
  await admin`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where usename = 'tenantry_app' and datname = current_database()`;
}

/** The rows that SQL of the attacker's choice returns. */
export async function rowsOf(tx: asShipped.TenantReader, text: string): Promise<unknown[]> {
  return (await sql.raw(text).execute(tx)).rows;
}

export async function listSettings(tx: asShipped.TenantReader): Promise<string[]> {
  return (await settingKeys(tx, {})).map(({ key }) => key);
}

/** Registered, because some attacks aim at statements that are prepared by name. */
const settingKeys = statement((read, _: object) => read.selectFrom("settings").select("key").orderBy("key"));

export async function addSetting(tx: asShipped.TenantTransaction, key: string): Promise<void> {
  await tx.insertInto("settings").values({ key, value: "1", updated_at: new Date() }).execute();
}
