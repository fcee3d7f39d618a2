import { expect, test } from "bun:test";
import { countsOf, groupByDue } from "./due-groups.ts";

const today = "2026-11-28";
const due = (...days: (string | null)[]) => days.map((dueOn) => ({ dueOn }));

test("tasks are grouped by urgency, without empty groups", () => {
  const groups = groupByDue(due("2026-11-27", today, "2026-12-04", "2026-12-05", null), today);
  expect(groups.map(({ name, tasks }) => [name, tasks.length])).toEqual([
    ["overdue", 1],
    ["today", 1],
    ["week", 1],
    ["later", 1],
    ["none", 1],
  ]);
  expect(groupByDue(due(null), today).map(({ name }) => name)).toEqual(["none"]);
});

test("a group's count says no more than the page knows", () => {
  const groups = groupByDue(due("2026-11-27", "2026-11-27", today, null, null, null), today);
  expect(countsOf(groups, { isFirst: true, isLast: true })).toEqual(["2", "1", "3"]);
  expect(countsOf(groups, { isFirst: true, isLast: false })).toEqual(["2", "1", "3+"]);
  expect(countsOf(groups, { isFirst: false, isLast: true })).toEqual(["", "1", "3"]);
  expect(countsOf(groups, { isFirst: false, isLast: false })).toEqual(["", "1", "3+"]);
  const one = groupByDue(due(today), today);
  expect(countsOf(one, { isFirst: false, isLast: false })).toEqual([""]);
  expect(countsOf(one, { isFirst: true, isLast: false })).toEqual(["1+"]);
});
