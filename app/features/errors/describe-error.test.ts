import { expect, test } from "bun:test";
import { describeError } from "./describe-error.ts";

test("what the server wrote for people is shown", () => {
  const body = { title: "Very busy right now", message: "Try again in a moment.", requestId: "r-1" };
  expect(describeError(routeError(503, body))).toEqual({ status: 503, ...body });
});

test("an exception's own text is never shown", () => {
  const { status, title, message } = describeError(
    new Error('relation "tenant_acme.projects" does not exist'),
  );
  expect({ status, text: `${title} ${message}`.includes("tenant_acme") }).toEqual({
    status: 500,
    text: false,
  });
});

test("a response with another body gets the words of its status", () => {
  expect(describeError(routeError(404, "Error: No route matches URL")).title).toBe("Page not found");
  expect(describeError(routeError(418, { title: 1 })).title).toBe("Something went wrong");
  expect(describeError(null).status).toBe(500);
});

function routeError(status: number, data: unknown) {
  return { status, statusText: "", internal: false, data };
}
