import { z } from "zod";

export type Counts = { passed: number; failed: number; skipped: number };

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };

export function sum(all: Counts[]): Counts {
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.reduce((total, { failed }) => total + failed, 0),
    skipped: all.reduce((total, { skipped }) => total + skipped, 0),
  };
}

/** The last line of the whole run. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** A check that passes or fails as a whole. */
export function countsOfCheck(code: number): Counts {
  return code === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 };
}

/** Reads the summary of `bun test`. A run without one, or with a non-zero exit code, is a failure. */
export function countsOfBunTest(output: string, code: number): Counts {
  // Line by line: an unterminated escape sequence in a test's name would swallow all that follows.
  const summary = output
    .split("\n")
    .slice(-60)
    .map((line) => Bun.stripANSI(line));
  const count = (word: string) =>
    Number(
      summary
        .findLast((line) => lineOf(word).test(line))
        ?.trim()
        .split(" ")[0] ?? 0,
    );
  const counts = { passed: count("pass"), failed: count("fail"), skipped: count("skip") + count("todo") };
  const hasEnded = summary.some((line) => /^Ran \d+ tests? across/.test(line));
  return failIfBad(counts, hasEnded ? code : 1);
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

/** Reads Playwright's JSON report. A test that passed on its second attempt ("flaky") counts as passed. */
export function countsOfPlaywright(report: string | undefined, code: number): Counts {
  const { data } = playwrightReport.safeParse(parse(report));
  if (!data) return { ...none, failed: 1 };
  const { expected, flaky, unexpected, skipped } = data.stats;
  return failIfBad({ passed: expected + flaky, failed: unexpected, skipped }, code);
}

function lineOf(word: string): RegExp {
  return new RegExp(`^\\s*\\d+ ${word}$`);
}

function failIfBad(counts: Counts, code: number): Counts {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
