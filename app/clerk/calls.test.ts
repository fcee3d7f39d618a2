import { expect, test } from "bun:test";
import { Unavailable } from "#db/errors.ts";
import { ClerkRefused, callClerk, Pace } from "./calls.ts";

const once = { patience: 0 };

test("what Clerk does not know is undefined, and every other failure means that Clerk is unavailable", async () => {
  const unknown = { status: 404, errors: [{ code: "resource_not_found", message: "" }] };
  expect((await callClerk(failing(unknown), once)).found).toBeUndefined();
  for (const error of [
    { status: 401 },
    { status: 404 },
    { status: 422 },
    { status: 429 },
    { status: 503 },
    new Error("fetch"),
  ])
    await expect(callClerk(failing(error), once)).rejects.toBeInstanceOf(Unavailable);
});

test("a change that Clerk refuses is distinguished from no answer", async () => {
  const codeOf = (status: number, message = "", refusals = {}) =>
    callClerk(failing({ status, errors: [{ code: "code", message }] }), once, refusals).then(
      ({ found }) => found,
      (error) => (error instanceof ClerkRefused || error instanceof Unavailable ? error.code : "other"),
    );
  for (const status of [400, 403, 409, 422]) expect(await codeOf(status)).toBe("code");
  for (const status of [401, 429, 500]) expect(await codeOf(status)).toBe("unavailable");
  expect(await codeOf(404, "Organization role not found")).toBeUndefined();
  expect(await codeOf(404, "Organization role not found", { notFound: /role/ })).toBe("not_found");
  expect(await codeOf(429, "", { rateLimit: true })).toBe("too_many_requests");
});

test("a pace spaces calls evenly, in the order of arrival", async () => {
  const pace = new Pace(100);
  const started = performance.now();
  const order: number[] = [];
  await Promise.all(Array.from({ length: 21 }, (_, index) => pace.wait().then(() => order.push(index))));
  expect(performance.now() - started).toBeGreaterThan(195);
  expect(order).toEqual(Array.from({ length: 21 }, (_, index) => index));
});

function failing(error: object): () => Promise<never> {
  return () => Promise.reject(error);
}
