import { beforeAll, expect, test } from "bun:test";
import { loadMessages } from "#app/i18n/load-messages.ts";
import { describeError } from "./describe-error.ts";

beforeAll(() => loadMessages("en"));

test("each error code of the server has its text", () => {
  const error = routeError(503, { code: "overloaded", requestId: "r-1" });
  expect(describeError(error)).toEqual({ status: 503, words: "overloaded", requestId: "r-1" });
});

test("an exception's own text is never shown", () => {
  const error = new Error('relation "tenant_acme.projects" does not exist');
  expect(describeError(error)).toEqual({ status: 500, words: "unexpected" });
});

test("a response with another body, or a code without text, gets the text of its status", () => {
  expect(describeError(routeError(404, "Error: No route matches URL")).words).toBe("not-found");
  expect(describeError(routeError(418, { code: 1 })).words).toBe("unexpected");
  expect(describeError(routeError(500, { code: "seal-changed", requestId: "r-1" })).words).toBe("unexpected");
  expect(describeError(null).status).toBe(500);
});

function routeError(status: number, data: unknown) {
  return { status, statusText: "", internal: false, data };
}
