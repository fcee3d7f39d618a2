import { expect, test } from "bun:test";
import { jsonSchema } from "./json-schema.ts";
import { Recorder } from "./recorder.ts";

const COUNT = { object: "total_count", total_count: 3 };

function judged(status: number, body: unknown, path = "/v1/users/count") {
  const recorder = new Recorder();
  recorder.answered({ api: "backend", method: "GET", path, status, text: JSON.stringify(body) });
  return recorder;
}

test("a described response passes, and its route counts as seen", () => {
  const recorder = judged(200, COUNT);
  recorder.check();
  expect([...recorder.seen]).toEqual(["backend GET /v1/users/count"]);
});

for (const [what, status, body, message] of [
  ["a missing property", 200, { object: "total_count" }, "count 200: /total_count is missing"],
  ["an invented property", 200, { ...COUNT, pages: 1 }, "count 200: /pages is unknown"],
  ["another type", 200, { ...COUNT, total_count: "3" }, "count 200: /total_count must be integer"],
  ["another value", 200, { ...COUNT, object: "count" }, "count 200: /object must be one of total_count"],
  ["a status that is not described", 418, {}, "count 418:  is not described"],
] as const) {
  test(`${what} is reported with route, status and path`, () => {
    expect(() => judged(status, body).check()).toThrow(message);
  });
}

test("an event type unknown to Clerk is reported", () => {
  const recorder = new Recorder();
  recorder.sent({ type: "user.renamed", body: {} });
  expect(() => recorder.check()).toThrow("webhook user.renamed body:  is not described");
});

test("OpenAPI's nullable becomes its JSON Schema equivalent", () => {
  expect(jsonSchema({ type: "string", nullable: true })).toEqual({ type: ["string", "null"] });
  const chosen = jsonSchema({ type: "string", enum: ["a"], nullable: true });
  expect(chosen).toEqual({ type: ["string", "null"], enum: ["a", null] });
  const composed = jsonSchema({ type: "object", nullable: true, allOf: [{ properties: {} }] });
  expect(composed.if).toEqual({ type: "null" });
});
