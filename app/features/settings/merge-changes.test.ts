import { expect, test } from "bun:test";
import { mergeChanges } from "./merge-changes.ts";

const was = { timeZone: "UTC", accent: "own" };

test("what somebody else changed meanwhile stays where this form left it alone", () => {
  const wanted = { timeZone: "Europe/Madrid", accent: "own" };
  const present = { timeZone: "UTC", accent: "#112233" };
  expect(mergeChanges(was, wanted, present)).toEqual({
    merged: { timeZone: "Europe/Madrid", accent: "#112233" },
    conflicts: [],
  });
});

test("a field that both changed is named, unless they agree", () => {
  const present = { timeZone: "Asia/Tokyo", accent: "#112233" };
  const wanted = { timeZone: "Europe/Madrid", accent: "#112233" };
  expect(mergeChanges(was, wanted, present).conflicts).toEqual(["timeZone"]);
});

test("a form that does not say what was there is taken at its word", () => {
  const wanted = { timeZone: "Europe/Madrid", accent: "own" };
  expect(mergeChanges({}, wanted, { timeZone: "Asia/Tokyo", accent: "#112233" })).toEqual({
    merged: wanted,
    conflicts: [],
  });
});
