import { expect, test } from "bun:test";
import type { FleetResult } from "#db/migrate/rollout/rollout.ts";
import { runAndReport } from "./run-and-report.ts";

const result: FleetResult = {
  target: 2,
  planned: 3,
  done: 3,
  failed: [],
  outcome: "done",
  slowest: [{ slug: "acme", milliseconds: 9 }],
};

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} lets the run end well, says what is left and is no success`, async () => {
    const listeners = process.listenerCount(signal);
    const answer = await runAndReport(async ({ signal: interrupted }) => {
      expect(interrupted?.aborted).toBe(false);
      process.emit(signal, signal);
      expect(interrupted?.aborted).toBe(true);
      return { ...result, done: 1, outcome: "interrupted" };
    });
    expect(answer.code).toBe(1);
    expect(answer.text).toMatch(/1 of 3 at version 2.*Interrupted: run the same command again/s);
    expect(process.listenerCount(signal)).toBe(listeners);
  });
}

test("exit codes: 0 when all are through, 1 when some failed", async () => {
  expect(await runAndReport(async () => result)).toMatchObject({ code: 0 });
  expect(await runAndReport(async () => ({ ...result, outcome: "failed" }))).toMatchObject({ code: 1 });
});
