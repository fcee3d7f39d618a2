import { expect, test } from "bun:test";
import pino from "pino";
import { createLogger } from "#app/http/logger.ts";
import { keepRunning } from "./keep-running.ts";
import type { RunningWorker } from "./run-worker.ts";

const away = (code: string) => Object.assign(new Error(code), { code });
const log = createLogger("silent");

for (const code of ["ECONNREFUSED", "53300", "57P03"]) {
  test(`at start a worker waits while the database is away (${code})`, async () => {
    let checks = 0;
    const world = fakeWorker();
    const check = async () => {
      checks += 1;
      if (checks < 3) throw away(code);
    };
    const worker = keepRunning({ ...world, check, log });
    await world.started();
    expect(checks).toBe(3);
    await worker.stop();
    await worker.ended;
  });
}

test("a worker says why it waits, and again when the reason is another", async () => {
  const reasons = ["ECONNREFUSED", "ECONNREFUSED", "28P01", "28P01"];
  const world = fakeWorker();
  const lines: { err?: { code?: string } }[] = [];
  const log = pino(
    { serializers: { err: ({ code }) => ({ code }) } },
    { write: (line) => lines.push(JSON.parse(line)) },
  );
  const check = async () => {
    const code = reasons.shift();
    if (code) throw away(code);
  };
  const worker = keepRunning({ ...world, check, log });
  await world.started();
  await worker.stop();
  expect(lines.map(({ err }) => err?.code)).toEqual(["ECONNREFUSED", "28P01"]);
}, 10_000);

for (const code of ["53200", "57P01", "CONNECTION_LOST"]) {
  test(`a worker that meets ${code} stops its run and starts another`, async () => {
    const world = fakeWorker();
    const worker = keepRunning({ ...world, check: async () => {}, log });
    (await world.started()).fail(away(code));
    await world.started();
    expect(world.stopped).toBe(1);
    await worker.stop();
    await worker.ended;
  });
}

test("a run that neither starts nor fails is given up, and stopped if it starts after all", async () => {
  const world = fakeWorker();
  const late = Promise.withResolvers<void>();
  let starts = 0;
  const start = async () => {
    starts += 1;
    if (starts === 1) await late.promise;
    return await world.start();
  };
  const worker = keepRunning({ start, check: async () => {}, log, startWithin: 50 });
  await world.started();
  late.resolve();
  await world.started();
  while (world.stopped === 0) await Bun.sleep(5);
  await worker.stop();
  await worker.ended;
  expect(starts).toBe(2);
});

test("a database that does not match ends it at once", async () => {
  const mismatch = Object.assign(new Error("not migrated"), { code: "not-migrated" });
  const check = () => Promise.reject(mismatch);
  await expect(keepRunning({ ...fakeWorker(), check, log }).ended).rejects.toBe(mismatch);
});

/** A worker whose runs end when the test says so. */
function fakeWorker() {
  type Run = { fail(error: unknown): void };
  let next = Promise.withResolvers<Run>();
  const world = {
    stopped: 0,
    /** The next run, once it has started. */
    async started(): Promise<Run> {
      const run = await next.promise;
      next = Promise.withResolvers<Run>();
      return run;
    },
    async start(): Promise<RunningWorker> {
      const ended = Promise.withResolvers<void>();
      next.resolve({ fail: ended.reject });
      const stop = async () => {
        world.stopped += 1;
        ended.resolve();
      };
      return { stop, ended: ended.promise };
    },
  };
  return world;
}
