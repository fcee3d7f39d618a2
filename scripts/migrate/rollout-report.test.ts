import { expect, test } from "bun:test";
import type { RolloutResult } from "#db/migrate/rollout/rollout.ts";
import { reportRollout } from "./rollout-report.ts";

const result: RolloutResult = {
  target: 2,
  planned: 3,
  done: 3,
  failed: [],
  outcome: "done",
  slowest: [{ slug: "acme", milliseconds: 9 }],
};

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} stops the rollout cleanly, reports what is left and exits with 1`, async () => {
    const listeners = process.listenerCount(signal);
    const answer = await reportRollout(async ({ signal: interrupted }) => {
      expect(interrupted?.aborted).toBe(false);
      process.emit(signal, signal);
      expect(interrupted?.aborted).toBe(true);
      return { ...result, done: 1, outcome: "interrupted" };
    });
    expect(answer.code).toBe(1);
    expect(answer.text).toMatch(/1 of 3 at version 2.*Interrupted\. Run the same command again/s);
    expect(process.listenerCount(signal)).toBe(listeners);
  });
}

test("the exit code is 0 when all tenants are done, 1 when some failed", async () => {
  expect(await reportRollout(async () => result)).toMatchObject({ code: 0 });
  expect(await reportRollout(async () => ({ ...result, outcome: "failed" }))).toMatchObject({ code: 1 });
});
