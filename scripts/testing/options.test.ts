import { expect, test } from "bun:test";
import { findTests } from "./files.ts";
import { parseOptions, phaseNames, UsageError } from "./options.ts";

test("without arguments everything runs except soak tests", () => {
  expect(parseOptions([])).toEqual({ phases: [...phaseNames], soak: false, filters: [] });
  expect(parseOptions(["--soak"]).soak).toBe(true);
});

test("--only selects phases and refuses unknown ones", () => {
  expect(parseOptions(["--only", "types,lint"]).phases).toEqual(["types", "lint"]);
  expect(() => parseOptions(["--only", "units"])).toThrow(UsageError);
  expect(() => parseOptions(["--fast"])).toThrow(UsageError);
});

test("a filter skips phases without test files and selects files by part of their path", () => {
  const { phases, filters, soak } = parseOptions(["testing/opt"]);
  expect(phases).toEqual(["unit", "e2e"]);
  expect(findTests(["app", "db", "scripts"], "test", { filters, soak })).toEqual([
    "scripts/testing/options.test.ts",
  ]);
});
