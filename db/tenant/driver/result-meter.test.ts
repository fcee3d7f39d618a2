import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Socket } from "node:net";
import fc from "fast-check";
import { sql } from "kysely";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import type { Pool } from "../pool.ts";
import { Session } from "../session.ts";
import { inTenant, type TenantReader } from "../transaction.ts";
import { ResultMeter, resultLimits } from "./result-meter.ts";

let db: TestDatabase;
let one: Pool;
beforeAll(async () => {
  db = await createTestDatabase("managed");
  one = db.openPool("tenantry_app", { size: 1, applicationName: "result" });
});
afterAll(async () => {
  await one.close();
  await db.close();
});

const rowsOf = (count: number) => sql`select 1 as one from generate_series(1, ${count}::int)`;
const text = (bytes: number) => sql`select repeat('x', ${bytes}::int) as value`;

test("a result of as many rows as the limit arrives; one row more fails, and the session is replaced", async () => {
  expect(await lengthOf(rowsOf(resultLimits.rows))).toBe(resultLimits.rows);
  const before = await pid();
  await expect(lengthOf(rowsOf(resultLimits.rows + 1))).rejects.toMatchObject({ code: "result-too-large" });
  expect(await pid()).not.toBe(before);
});

test("a value near the limit arrives; a longer one, and an error message of that length, do not", async () => {
  const { bytes } = resultLimits;
  expect(await lengthOf(text(bytes - 1000))).toBe(1);
  for (const query of [text(bytes), sql`select repeat('x', ${bytes}::int)::int`])
    await expect(lengthOf(query)).rejects.toMatchObject({ code: "result-too-large" });
});

test("of one value of 64 MB the process reads the beginning, and neither the rest nor what the limit allows", async () => {
  const session = new Session({ url: db.url("tenantry_app"), applicationName: "large" });
  const asked = session.client.unsafe(`select repeat('x', ${64 * 1024 * 1024})`).execute();
  await expect(asked).rejects.toMatchObject({ code: "result-too-large" });
  expect((Reflect.get(session, "socket") as Socket).bytesRead).toBeLessThan(512 * 1024);
  await session.end(0);
});

test("each result counts for itself", async () => {
  const half = Math.floor(resultLimits.bytes * 0.6);
  const lengths = await read((tx) => Promise.all([1, 2, 3].map(() => text(half).execute(tx))));
  expect(lengths).toHaveLength(3);
});

test("a caller who ignores the error is told at the end that the connection is lost", async () => {
  const ignoring = read(async (tx) => {
    await rowsOf(resultLimits.rows + 1)
      .execute(tx)
      .catch(() => {});
    return "fine";
  });
  await expect(ignoring).rejects.toMatchObject({ code: "unavailable" });
});

test("however the bytes arrive, a long message is noticed by its header, before its body", () => {
  const long = Buffer.concat([result(10), headerOf("D", resultLimits.bytes)]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 200, maxLength: 200 }), (sizes) => {
      const meter = new ResultMeter();
      const verdicts = inChunks(long, sizes).map((chunk) => meter.take(chunk));
      expect(verdicts.indexOf(false)).toBe(verdicts.length - 1);
    }),
    { numRuns: 200, seed: 17 },
  );
});

test("however the bytes arrive, rows are counted per result", () => {
  const half = result(resultLimits.rows / 2 + 1);
  const chunks = inChunks(Buffer.concat([half, half, half]), [7, 1, 4093, 16]);
  const meter = new ResultMeter();
  expect(chunks.every((chunk) => meter.take(chunk))).toBe(true);
  const meterOfOne = new ResultMeter();
  expect(inChunks(result(resultLimits.rows + 1), [5000, 3]).every((chunk) => meterOfOne.take(chunk))).toBe(
    false,
  );
});

function lengthOf(query: ReturnType<typeof rowsOf>): Promise<number> {
  return read(async (tx) => (await query.execute(tx)).rows.length);
}

function read<T>(fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return inTenant(db.acme, { pool: one, sealSecret: testSealSecret, readOnly: true, label: "test" }, fn);
}

async function pid(): Promise<number | undefined> {
  const [row] = await one.use((client) => client<{ pid: number }[]>`select pg_backend_pid() as pid`);
  return row?.pid;
}

/** What a server sends for a query of so many rows of 3 bytes. */
function result(rows: number): Buffer {
  const row = Buffer.concat([headerOf("D", 3), Buffer.from("Z\0D")]);
  return Buffer.concat([...Array<Buffer>(rows).fill(row), headerOf("Z", 1), Buffer.from("I")]);
}

function headerOf(type: string, length: number): Buffer {
  const header = Buffer.from(`${type}    `);
  header.writeUInt32BE(length + 4, 1);
  return header;
}

function inChunks(bytes: Buffer, sizes: number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}
