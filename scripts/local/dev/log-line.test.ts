import { expect, test } from "bun:test";
import { formatLogLine } from "./log-line.ts";
import type { Terminal } from "./terminal.ts";

const terminal: Terminal = { isInteractive: false, style: (text) => text, write: () => {} };
const format = (line: string) => formatLogLine(terminal, "app", line);

test("a JSON log line becomes its message and its short fields", () => {
  const line = {
    level: 30,
    time: 1,
    pid: 7,
    requestId: "r1",
    msg: "delivery taken",
    outcome: "done",
    ms: 5,
    body: {},
  };
  expect(format(JSON.stringify(line))).toBe("  app     delivery taken outcome=done ms=5");
});

test("a request becomes what it asked for and what it got", () => {
  const line = { level: 30, time: 1, msg: "request", method: "GET", path: "/projects", status: 200, ms: 7.5 };
  expect(format(JSON.stringify(line))).toBe("  app     GET /projects 200 ms=7.5");
});

test("warnings and errors are marked, and an error shows its first line", () => {
  const line = { level: 50, msg: "delivery failed", err: { message: "no such tenant\n at x", stack: "…" } };
  expect(format(JSON.stringify(line))).toBe("  app     error delivery failed no such tenant");
});

test("anything else is shown as it is", () => {
  expect(format("listening on 3000")).toBe("  app     listening on 3000");
  expect(format('{"not": "a log line"}')).toBe('  app     {"not": "a log line"}');
  expect(format("{broken")).toBe("  app     {broken");
});
