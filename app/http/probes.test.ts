import { expect, test } from "bun:test";
import { createReadiness } from "./probes.ts";

test("probes that come together share one look at the database", async () => {
  const answer = Promise.withResolvers<void>();
  let looks = 0;
  const isReady = createReadiness(
    () => {
      looks += 1;
      return answer.promise;
    },
    () => false,
  );
  const asked = [isReady(), isReady(), isReady()];
  answer.resolve();
  expect(await Promise.all(asked)).toEqual([true, true, true]);
  expect(await isReady()).toBe(true);
  expect(looks).toBe(2);
});

test("a database that is away, or does not answer, makes a process unready, and so does draining", async () => {
  const never = new Promise<void>(() => {});
  expect(
    await createReadiness(
      () => Promise.reject(new Error("away")),
      () => false,
    )(),
  ).toBe(false);
  expect(
    await createReadiness(
      () => never,
      () => false,
    )(),
  ).toBe(false);
  let looks = 0;
  const draining = createReadiness(
    async () => void looks++,
    () => true,
  );
  expect([await draining(), looks]).toEqual([false, 0]);
});
