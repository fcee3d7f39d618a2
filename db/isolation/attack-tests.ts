import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import { listProjects } from "#db/queries/project-list.ts";
import { throughPgBouncer } from "#db/testing/database.ts";
import type { Attack, Outcome } from "./attacks.ts";
import {
  type Attacker,
  type Harness,
  listSettings,
  openHarness,
  textCheckOff,
  transactionWithout,
} from "./harness.ts";
import { createObservers, leftoversIn, readSessionState } from "./session-state.ts";

type Stage = { harness: Harness; attacker: Attacker };

/**
 * Where attacks take place, for all tests of a file. The check of a statement's text is off, so that the database shows what
 * it stops by itself.
 * @returns the stage, once tests run.
 */
export function openStage(...setUpBy: Parameters<typeof openHarness>): () => Stage {
  let stage: Stage | undefined;
  beforeAll(async () => {
    const harness = await openHarness(...setUpBy);
    await createObservers(harness.admin);
    stage = { harness, attacker: harness.newAttacker(await transactionWithout(textCheckOff)) };
  });
  afterAll(async () => {
    await stage?.attacker.close();
    await stage?.harness.close();
  });
  return () => {
    if (!stage) throw new Error("The stage opens before the first test");
    return stage;
  };
}

/**
 * One test for each attack, as reader and as writer. After each, globex gets the same connection and must find everything as
 * it was: its rows, its search_path, its limits, and nothing that acme left behind.
 */
export function testAttacks(stage: () => Stage, list: readonly [Attack, Outcome][]): void {
  for (const [attack, outcome] of list) {
    for (const readOnly of [false, true]) {
      test(`${outcome} for a ${readOnly ? "reader" : "writer"}: ${attack.name}`, async () => {
        expectOutcome(await launch(stage(), attack, readOnly), outcome, readOnly);
        const { attacker, harness } = stage();
        // Through PgBouncer the next session may be another one.
        if (!throughPgBouncer) expect(leftoversIn(await attacker.session(readSessionState))).toEqual([]);
        expect(await viewOfGlobex(attacker)).toEqual(untouched(harness));
      });
    }
  }
}

/** The rows that the attack returned, or the message with which it was refused. */
function launch({ attacker, harness }: Stage, { run }: Attack, readOnly: boolean): Promise<unknown> {
  return attacker
    .acme((tx) => run(tx as unknown as Parameters<typeof run>[0], harness.db.globex.id), readOnly)
    .catch((error: Error) => error.message);
}

function expectOutcome(result: unknown, outcome: Outcome, readOnly: boolean): void {
  if (readOnly && /read-only/.test(String(result))) return;
  if (outcome === "refused") expect(result).toBeString();
  if (outcome === "own") expect(result).toEqual([{ key: "acme" }]);
  if (outcome === "cleaned") expect(result).toBeArray();
  if (outcome === "allowed") expect(result).toBeArray();
  if (outcome === "empty") expect(result).toEqual([]);
}

const names = [
  ...["search_path", "statement_timeout", "lock_timeout", "transaction_isolation", "transaction_read_only"],
  ...["row_security", "timezone", "role", "application_name", "app.tenant_id"],
] as const;

/** What globex sees on the same connection. If the attack cost that connection, the first caller may notice. */
async function viewOfGlobex(attacker: Attacker) {
  const look = () =>
    attacker.globex(async (tx) => {
      const columns = names.map((name) => sql`observer.setting(${name}) as ${sql.id(name)}`);
      const { rows } = await sql<Record<string, unknown> & { state: Record<string, unknown> }>`
        select observer.state() as state, ${sql.join(columns)}`.execute(tx);
      const { state, ...settings } = rows[0] ?? { state: {} };
      const { cursors, foreign_statements, locks } = state;
      const projects = (await listProjects(tx)).map(({ name }) => name);
      return { ...settings, cursors, foreign_statements, locks, projects, settings: await listSettings(tx) };
    });
  return await look().catch(look);
}

function untouched(harness: Harness) {
  return {
    search_path: "tenant_globex, pg_temp",
    statement_timeout: "8s",
    lock_timeout: "5s",
    transaction_isolation: "read committed",
    transaction_read_only: "off",
    row_security: "on",
    timezone: expect.not.stringContaining("Kiritimati"),
    role: "none",
    application_name: "tenant_globex attack",
    "app.tenant_id": harness.db.globex.id,
    cursors: 0,
    foreign_statements: 0,
    locks: 0,
    projects: ["globex secret"],
    settings: ["globex"],
  };
}
