import { expect, test } from "bun:test";
import { groupByDue } from "./list/due-groups.ts";
import { isFiltered, packKey, readChoices, toSearch, unpackKey } from "./task-filter.ts";

const id = "0198c9a0-0000-7000-8000-000000000000";

test("invalid choices are dropped and the others apply", () => {
  const address = `q=%20needle%20&status=doing&assignee=user_1&due=someday&sort=price&x=1`;
  expect(readChoices(new URLSearchParams(address))).toEqual({
    ...{ q: "needle", status: "doing", assignee: "user_1", sort: "board" },
    due: undefined,
  });
  const hostile = `q=${"x".repeat(201)}&assignee=%00&status=&due[]=none&sort=`;
  expect(isFiltered(readChoices(new URLSearchParams(hostile)))).toBe(false);
});

test("the URL contains the choices but no defaults", () => {
  const none = readChoices(new URLSearchParams());
  expect(toSearch(none)).toBe("");
  expect(toSearch({ ...none, sort: "due", q: "a&b" }, { after: "k" })).toBe("?q=a%26b&sort=due&after=k");
});

test("a key is read only for the order it was made for", () => {
  const keys = {
    board: ["2", "-1.5e-07", id],
    due: ["infinity", id],
    changed: ["2026-11-23T10:00:00.123456Z", id],
  };
  for (const [sort, key] of Object.entries(keys) as ["board" | "due" | "changed", string[]][])
    expect(unpackKey(packKey(key), sort)).toEqual(key);
  expect(unpackKey(packKey(keys.due), "board")).toBeUndefined();
  for (const wrong of [
    ["9", "1", id],
    ["1", "NaN", id],
    ["1", "1e999999", id],
    ["1", "1"],
    ["1", "1", "x"],
  ])
    expect(unpackKey(packKey(wrong), "board")).toBeUndefined();
  for (const wrong of [
    ["0000-01-01T00:00:00Z", id],
    ["yesterday", id],
    ["2026-02-30T00:00:00Z", id],
  ])
    expect(unpackKey(packKey(wrong), "newest")).toBeUndefined();
  for (const wrong of ["0000-01-01", "2026-02-30", "now", "-infinity"])
    expect(unpackKey(packKey([wrong, id]), "due")).toBeUndefined();
});

test("tasks are grouped by urgency, and a week ends after six days", () => {
  const days = [null, "2026-12-02", "2026-12-01", "2026-11-25", "2026-11-24"];
  const groups = groupByDue(
    days.map((dueOn) => ({ dueOn })),
    "2026-11-25",
  );
  expect(groups.map(({ name, tasks }) => `${name} ${tasks.map(({ dueOn }) => dueOn).join()}`)).toEqual([
    "overdue 2026-11-24",
    "today 2026-11-25",
    "week 2026-12-01",
    "later 2026-12-02",
    "none ",
  ]);
});
