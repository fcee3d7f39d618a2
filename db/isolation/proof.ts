import type postgres from "postgres";
import { guardStatements } from "#db/tenant/guard.ts";
import type * as asShipped from "#db/tenant/transaction.ts";
import type { TestDatabase } from "#db/testing/database.ts";
import { type Change, replaceOnce } from "#db/testing/mutants.ts";
import { type Attacker, addSetting, type Harness, textCheckOff, transactionWithout } from "./harness.ts";

/**
 * How to take a lock off: SQL run by an administrator, or new text for app.enter_tenant, app.leave_tenant or a source
 * file, in place of text that must be there exactly once.
 */
export type Removal =
  | { sql: string | ((db: TestDatabase) => string) }
  | { enter: readonly [from: string, to: string] }
  | { leave: readonly [from: string, to: string] }
  | { source: Change };

/**
 * Proves that one lock stops an attack by itself. With every other lock that would stop it off, the attack fails. With
 * this one off too, the same attack succeeds.
 */
export type Proof = {
  lock: string;
  attack: string;
  othersOff: Removal[];
  remove: Removal;
  /** What the attack obtains. For an error, its message. */
  launch(attacker: Attacker): Promise<unknown>;
  stopped: unknown;
  succeeded: unknown;
  /** It attacks a statement that the driver prepared by name, which it does not do through PgBouncer. */
  onNamedStatement?: boolean;
  /** It is about the check of a statement's text, which is off otherwise. */
  aboutText?: boolean;
};

/** Runs the attack twice: with the lock, and without it. Leaves the locks off; `restoreLocks` puts them back. */
export async function attackTwice(harness: Harness, { othersOff, remove, launch, aboutText }: Proof) {
  const off = aboutText ? othersOff : [...othersOff, { source: textCheckOff }];
  await takeOff(harness, off);
  const withLock = await run(harness, launch, off);
  await removePlanted(harness.admin);
  await takeOff(harness, [remove]);
  return { withLock, withoutLock: await run(harness, launch, [...off, remove]) };
}

async function takeOff({ db, admin }: Harness, removals: Removal[]): Promise<void> {
  for (const removal of removals) {
    if ("sql" in removal) await admin.unsafe(typeof removal.sql === "string" ? removal.sql : removal.sql(db));
    if ("enter" in removal) await rewriteFunction(admin, "enter_tenant", removal.enter);
    if ("leave" in removal) await rewriteFunction(admin, "leave_tenant", removal.leave);
  }
}

async function rewriteFunction(admin: postgres.Sql, name: string, [from, to]: readonly [string, string]) {
  const definition = (await readFunctions(admin)).find((text) => text.includes(`app.${name}(`)) ?? "";
  await admin.unsafe(replaceOnce(definition, { file: `app.${name}`, from, to }));
}

async function run(harness: Harness, launch: Proof["launch"], removals: Removal[]): Promise<unknown> {
  const changes = removals.flatMap((removal) => ("source" in removal ? [removal.source] : []));
  const attacker = harness.newAttacker(changes.length > 0 ? await transactionWithout(...changes) : undefined);
  try {
    return await launch(attacker);
  } catch (error) {
    return (error as Error).message;
  } finally {
    await attacker.close();
  }
}

/** @param functions what `readFunctions` returned before any lock was off. */
export async function restoreLocks({ db, admin }: Harness, functions: string[]): Promise<void> {
  await admin.unsafe(functions.join(";\n"));
  for (const tenant of [db.acme, db.globex]) {
    const tables = await admin<{ tablename: string }[]>`
      select tablename from pg_tables where schemaname = ${tenant.schema}`;
    const names = tables.map(({ tablename }) => tablename);
    await admin.unsafe(
      names.map((name) => `drop policy if exists wide on ${tenant.schema}.${name}`).join(";"),
    );
    await admin.unsafe(guardStatements(tenant, names));
  }
  const [database] = await admin<{ name: string }[]>`select quote_ident(current_database()) as name`;
  await admin.unsafe(`
    revoke temporary on database ${database?.name} from tenantry_app;
    revoke all on schema public from tenantry_app;
    revoke all on public.tenants from tenantry_app;`);
  await removePlanted(admin);
}

/** The statements that define the guard's functions. */
export async function readFunctions(admin: postgres.Sql): Promise<string[]> {
  const rows = await admin<{ text: string }[]>`
    select pg_get_functiondef(oid) as text from pg_proc
    where proname in ('enter_tenant', 'leave_tenant', 'holds_pass', 'pass_for') and pronamespace = 'app'::regnamespace order by proname`;
  return rows.map(({ text }) => text);
}

/** Writes a row by which an attack shows that it can write. It is removed after each attack. */
export async function plant(tx: asShipped.TenantTransaction): Promise<void> {
  await addSetting(tx, "planted");
}

async function removePlanted(admin: postgres.Sql): Promise<void> {
  for (const schema of ["tenant_acme", "tenant_globex"])
    await admin.unsafe(`delete from ${schema}.settings where key = 'planted'`);
}
