import { afterAll, beforeAll, expect, test } from "bun:test";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { inTenant, type TenantTransaction } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { person } from "../testing/people.ts";
import { lockSettings, readSettings, saveSettings } from "./settings.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, db.acme, [person("ada")]);
});
afterAll(() => db.close());

for (const [what, isFirst] of [
  ["no one has set anything", true],
  ["there is something", false],
] as const) {
  test(`of two concurrent changes the second sees the first one's, where ${what}`, async () => {
    const zone = isFirst ? "Asia/Tokyo" : "Asia/Seoul";
    const accent = isFirst ? "#112233" : "#445566";
    const locked = Promise.withResolvers<void>();
    const first = write(async (tx) => {
      const present = await lockSettings(tx);
      locked.resolve();
      // Long enough for the second one to have read, if no lock stopped it.
      await Bun.sleep(200);
      await saveSettings(tx, { id: "ada" }, "Acme", { ...present, timeZone: zone });
    });
    await locked.promise;
    const second = write(async (tx) => {
      const present = await lockSettings(tx);
      await saveSettings(tx, { id: "ada" }, "Acme", { ...present, accent });
      return present;
    });
    const [, seen] = await Promise.all([first, second]);
    expect(seen.timeZone).toBe(zone);
    expect(await write(readSettings)).toMatchObject({ timeZone: zone, accent });
  });
}

function write<T>(fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
  return inTenant(db.acme, options, fn);
}
