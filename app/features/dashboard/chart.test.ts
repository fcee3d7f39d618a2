import { expect, test } from "bun:test";
import { layOutBars, layOutParts } from "./chart.server.ts";
import { addDays, groupDue, listDays } from "./days.ts";

test("every day has its place, and the highest bar fits", () => {
  const days = listDays("2026-03-02", 14);
  const { bars, ticks, total } = layOutBars(
    days,
    new Map([
      ["2026-03-02", 30],
      ["2026-02-20", 3],
    ]),
  );
  expect(days).toHaveLength(14);
  expect(days[0]).toBe("2026-02-17");
  expect(total).toBe(33);
  expect(bars.at(-1)).toMatchObject({ day: "2026-03-02", count: 30 });
  for (const { x, width, y, height } of bars) {
    expect(Math.min(x, width, y, height)).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(100);
    expect(y + height).toBeCloseTo(100);
  }
  expect(ticks.map(({ value }) => value)).toEqual([0, 10, 20, 30]);
});

test("two weeks without completed tasks make an empty chart", () => {
  const { bars, ticks } = layOutBars(listDays("2026-03-02", 14), new Map());
  expect(bars.every(({ height }) => height === 0)).toBe(true);
  expect(ticks.every(({ value }) => Number.isInteger(value))).toBe(true);
});

test("the parts of a whole are adjacent and fill it", () => {
  expect(layOutParts([1, 2, 1])).toEqual([
    { x: 0, width: 25 },
    { x: 25, width: 50 },
    { x: 75, width: 25 },
  ]);
  expect(layOutParts([0, 0, 0]).every(({ width }) => width === 0)).toBe(true);
});

test("days are counted across the end of a month and a clock change", () => {
  expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
  expect(addDays("2026-03-29", -1)).toBe("2026-03-28");
  expect(addDays("2026-12-31", 6)).toBe("2027-01-06");
});

test("due tasks are overdue, due today, or due in the six days after", () => {
  const task = (dueOn: string) => ({ dueOn });
  const tasks = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-08"].map(task);
  const groups = groupDue(tasks, "2026-03-02").map(({ name, tasks }) => [name, tasks.length]);
  expect(groups).toEqual([
    ["overdue", 1],
    ["today", 1],
    ["week", 2],
  ]);
  expect(groupDue([task("2026-03-03")], "2026-03-02").map(({ name }) => name)).toEqual(["week"]);
});
