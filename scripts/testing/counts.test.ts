import { expect, test } from "bun:test";
import { countsOfBunTest, countsOfPlaywright, sum, summaryLine } from "./counts.ts";

const end = "Ran 8 tests across 2 files. [32.00ms]\n";

test("bun test's summary is read with and without colours", () => {
  const plain = ` 5 pass\n 1 skip\n 1 todo\n 1 fail\n 9 expect() calls\n${end}`;
  expect(countsOfBunTest(plain, 1)).toEqual({ passed: 5, failed: 1, skipped: 2 });
  expect(countsOfBunTest(`\x1b[32m 5 pass\x1b[0m\n\x1b[2m 0 fail\x1b[0m\n${end}`, 0)).toEqual({
    passed: 5,
    failed: 0,
    skipped: 0,
  });
});

test("a run that crashed, or exited non-zero without a failed test, is a failure", () => {
  expect(countsOfBunTest("(pass) one\nSegmentation fault", 139)).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  });
  expect(countsOfBunTest("", 0).failed).toBe(1);
  expect(countsOfBunTest(` 5 pass\n 0 fail\n${end}`, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
});

test("a control character in a test's name does not hide the summary", () => {
  expect(countsOfBunTest(`(pass) "a\u009fb" is refused\n 5 pass\n 0 fail\n${end}`, 0)).toEqual({
    ...{ passed: 5, failed: 0, skipped: 0 },
  });
});

test("output of tests is not counted", () => {
  expect(countsOfBunTest(` 99 fail today\n 5 pass\n 0 fail\n${end}`, 0)).toEqual({
    passed: 5,
    failed: 0,
    skipped: 0,
  });
});

test("control characters in a test's name hide no line of the summary", () => {
  for (const character of ["\x1b]", "\x1b[", "\x1bP", "\x90", "\x9b", "\x9d", "\0", "\r"]) {
    const output = `(pass) the name ${character} is refused\n 5 pass\n 0 fail\n${end}`;
    expect([character, countsOfBunTest(output, 0)]).toEqual([
      character,
      { passed: 5, failed: 0, skipped: 0 },
    ]);
  }
});

test("Playwright's report is read, and a missing or empty one is a failure", () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 };
  expect(countsOfPlaywright(JSON.stringify({ stats, errors: [] }), 1)).toEqual({
    passed: 4,
    failed: 1,
    skipped: 2,
  });
  expect(countsOfPlaywright(undefined, 0).failed).toBe(1);
  expect(countsOfPlaywright("{", 0).failed).toBe(1);
  const nothing = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  expect(countsOfPlaywright(JSON.stringify({ stats: nothing, errors: ["setup"] }), 1).failed).toBe(1);
});

test("the last line is the total, with skipped tests only if there are any", () => {
  const counts = { passed: 2, failed: 1, skipped: 0 };
  expect(summaryLine(sum([counts, counts]))).toBe("4 passed, 2 failed");
  expect(summaryLine({ ...counts, skipped: 3 })).toBe("2 passed, 1 failed, 3 skipped");
});
