import { expect, test } from "bun:test";
import { relativeTime } from "./relative-time.ts";

const now = "2026-03-15T12:00:00.000Z";
const cases: [at: string, words: string][] = [
  ["2026-03-15T12:00:00.000Z", "just now"],
  ["2026-03-15T11:59:01.000Z", "just now"],
  ["2026-03-15T11:59:00.000Z", "1 min. ago"],
  ["2026-03-15T11:00:01.000Z", "59 min. ago"],
  ["2026-03-15T10:00:00.000Z", "2 hr. ago"],
  ["2026-03-14T12:00:00.000Z", "yesterday"],
  ["2026-02-13T12:00:00.000Z", "30 days ago"],
  ["2026-02-13T11:59:59.000Z", "Feb 13, 2026"],
];
for (const [at, words] of cases) {
  test(`${at} is ${words}`, () => expect(relativeTime(at, now)).toBe(words));
}

test("a clock that is ahead of ours makes nothing happen in the future", () => {
  expect(relativeTime("2026-03-15T12:04:00.000Z", now)).toBe("just now");
});
