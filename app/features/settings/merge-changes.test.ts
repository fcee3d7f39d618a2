import { expect, test } from "bun:test";
import { mergeChanges } from "./merge-changes.ts";

const was = { timeZone: "UTC", accent: "own" };

test("fields that the form did not change keep someone else's values", () => {
  const wanted = { timeZone: "Europe/Madrid", accent: "own" };
  const present = { timeZone: "UTC", accent: "#112233" };
  expect(mergeChanges(was, wanted, present)).toEqual({
    merged: { timeZone: "Europe/Madrid", accent: "#112233" },
    conflicts: [],
  });
});

test("a field that both changed to different values is a conflict", () => {
  const present = { timeZone: "Asia/Tokyo", accent: "#112233" };
  const wanted = { timeZone: "Europe/Madrid", accent: "#112233" };
  expect(mergeChanges(was, wanted, present).conflicts).toEqual(["timeZone"]);
});

test("a form without base values wins", () => {
  const wanted = { timeZone: "Europe/Madrid", accent: "own" };
  expect(mergeChanges({}, wanted, { timeZone: "Asia/Tokyo", accent: "#112233" })).toEqual({
    merged: wanted,
    conflicts: [],
  });
});
