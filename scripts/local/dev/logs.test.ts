import { expect, test } from "bun:test";
import { shorten } from "./logs.ts";

test("a JSON log line becomes its message and its scalar fields", () => {
  const line = {
    level: 30,
    time: 1,
    requestId: "r1",
    msg: "delivery taken",
    outcome: "done",
    ms: 5,
    body: {},
  };
  expect(shorten(JSON.stringify(line))).toBe("delivery taken outcome=done ms=5");
});

test("a request becomes its method, path and status", () => {
  const line = { level: 30, msg: "request", method: "GET", path: "/projects", status: 200, ms: 7.5 };
  expect(shorten(JSON.stringify(line))).toBe("GET /projects 200 ms=7.5");
});

test("warnings and errors are marked, with the first line of the error", () => {
  const line = { level: 50, msg: "delivery failed", err: { message: "no such tenant\n at x", stack: "…" } };
  expect(shorten(JSON.stringify(line))).toBe("error delivery failed no such tenant");
});

test("any other line stays as it is", () => {
  for (const line of ["listening on 3000", '{"not": "a log line"}', "{broken"])
    expect(shorten(line)).toBe(line);
});
