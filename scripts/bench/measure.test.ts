import { expect, test } from "bun:test";
import { median, percentile, ratio } from "./measure.ts";
import { judge, targetTable } from "./report.ts";

test("the median is the middle value or the mean of the two middle ones, in any order", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 2, 4])).toBe(3);
  expect(median([])).toBeNaN();
});

test("a percentile is one of the values", () => {
  const values = Array.from({ length: 101 }, (_, index) => 100 - index);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile(values, 0)).toBe(0);
  expect(percentile([7], 0.99)).toBe(7);
});

test("a ratio compares within each round, so that a slow round does not count", () => {
  expect(ratio([50, 5, 60], [100, 10, 100])).toBe(0.5);
  expect(ratio([1, 2], [])).toBeNaN();
});

test("a target is met at its bound, and figures are rounded away from it", () => {
  expect(judge(["share", 0.29, "≥", 0.29])).toEqual({ measured: 0.29, met: true });
  expect(judge(["share", 0.4999, "≥", 0.5])).toEqual({ measured: 0.49, met: false });
  expect(judge(["cost", 1.1, "≤", 1.1])).toEqual({ measured: 1.1, met: true });
  expect(judge(["cost", 1.2501, "≤", 1.25])).toEqual({ measured: 1.26, met: false });
});

test("an unmeasured figure misses every target", () => {
  const targets = [["nothing", Number.NaN, "≥", 0] as const, ["nothing", Number.NaN, "≤", 1] as const];
  expect(targetTable(targets).rows).toEqual([
    ["nothing", "≥ 0", "not measured", "missed"],
    ["nothing", "≤ 1", "not measured", "missed"],
  ]);
});
