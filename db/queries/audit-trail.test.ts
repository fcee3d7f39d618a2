import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { inTenant, type TenantTransaction } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { person } from "../testing/people.ts";
import { recordChange, recordChanges } from "./audit-log.ts";
import { type AuditCursor, listActors, listAuditLines } from "./audit-trail.ts";
import { dayIn } from "./dashboard.ts";

let db: TestDatabase;
const actor = { id: "ann", requestId: "r-1" };

beforeAll(async () => {
  db = await createTestDatabase();
  await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, db.acme, [person("ann"), person("ben")]);
  await write(async (tx) => {
    const changes = Array.from({ length: 25 }, (_, number) => ({
      action: "project.updated" as const,
      target: { type: "project" as const, id: String(number), name: `P${number}` },
      before: { name: "a" },
      after: { name: `P${number}` },
    }));
    await recordChanges(tx, actor, changes);
  });
});
afterAll(() => db.close());

test("pages have no gaps or duplicates, although all entries have the same time", async () => {
  const seen: string[] = [];
  let after: AuditCursor | undefined;
  for (;;) {
    const lines = await read((tx) => listAuditLines(tx, { targetType: "project" }, { after, limit: 10 }));
    seen.push(...lines.map(({ targetName }) => targetName));
    after = lines.at(-1);
    if (lines.length < 10) break;
  }
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
});

test("an entry has actor, action, request, and the values before and after", async () => {
  const [line] = await read((tx) => listAuditLines(tx, { targetType: "project" }, { limit: 1 }));
  expect(line).toMatchObject({
    actorId: "ann",
    actorName: "ann Test",
    action: "project.updated",
    before: { name: "a" },
    requestId: "r-1",
  });
});

test("filters work alone and combined", async () => {
  await write((tx) =>
    recordChange(
      tx,
      { id: "ben", requestId: "r-2" },
      {
        action: "task.created",
        target: { type: "task", id: "t", name: "T" },
      },
    ),
  );
  const count = async (filter: Parameters<typeof listAuditLines>[1]) =>
    (await read((tx) => listAuditLines(tx, filter, { limit: 100 }))).length;
  expect(await count({ actorId: "ben" })).toBe(1);
  expect(await count({ targetType: "task" })).toBe(1);
  expect(await count({ actorId: "ben", targetType: "project" })).toBe(0);
  expect(await count({ actorId: "' or true --" })).toBe(0);
  expect((await read(listActors)).map(({ name }) => name)).toEqual(["ann Test", "ben Test"]);
});

test("days are in the workspace's time zone, and the last one is included", async () => {
  const target = { type: "invitation" as const, id: "i", name: "cat@test.test" };
  await write((tx) => recordChange(tx, actor, { action: "invitation.revoked", target }));
  const [line] = await read((tx) => listAuditLines(tx, { targetType: "invitation" }, { limit: 1 }));
  const found = async (from: string, to: string, timeZone: string) =>
    (await read((tx) => listAuditLines(tx, { targetType: "invitation", from, to, timeZone }, { limit: 9 })))
      .length;
  const addDays = (day: string, days: number) =>
    new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  for (const timeZone of ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    const today = dayIn(timeZone, line?.at as Date);
    expect([timeZone, await found(today, today, timeZone)]).toEqual([timeZone, 1]);
    expect(await found(addDays(today, 1), addDays(today, 1), timeZone)).toBe(0);
    expect(await found(addDays(today, -1), addDays(today, -1), timeZone)).toBe(0);
  }
});

test("a change that is rolled back leaves no entry", async () => {
  const failed = write(async (tx) => {
    await recordChange(tx, actor, {
      action: "settings.updated",
      target: { type: "settings", id: "x", name: "X" },
    });
    throw new Error("changed my mind");
  });
  await expect(failed).rejects.toThrow("changed my mind");
  expect(await read((tx) => listAuditLines(tx, { targetType: "settings" }, { limit: 1 }))).toEqual([]);
});

for (const attack of ["update audit_log set action = 'x'", "delete from audit_log", "truncate audit_log"]) {
  test(`entries cannot be changed: ${attack}`, async () => {
    const client = db.openPool("tenantry_app", { size: 1, applicationName: "attack" });
    const attempt = inTenant(db.acme, { ...options, pool: client, readOnly: false }, async (tx) => {
      await sql.raw(attack).execute(tx);
    });
    await expect(attempt).rejects.toThrow();
    await client.close();
    expect((await read((tx) => listAuditLines(tx, {}, { limit: 100 }))).length).toBeGreaterThan(25);
  });
}

test("globex sees nothing of acme's", async () => {
  const lines = await inTenant(db.globex, { ...options, pool: db.appPool, readOnly: true }, (tx) =>
    listAuditLines(tx, {}, { limit: 100 }),
  );
  expect(lines).toEqual([]);
});

const options = { sealSecret: testSealSecret, label: "test" };

function write<T>(fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return inTenant(db.acme, { ...options, pool: db.appPool, readOnly: false } as const, fn);
}

function read<T>(fn: (tx: Parameters<typeof listAuditLines>[0]) => Promise<T>): Promise<T> {
  return inTenant(db.acme, { ...options, pool: db.appPool, readOnly: true }, fn);
}
