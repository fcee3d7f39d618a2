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

/** The line the whole run ends with. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** A program that either passes or fails as a whole. */
export function countsOfCheck(code: number): Counts {
  return code === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 };
}

/** What `bun test` says at its end. A run that ended without saying it, or badly for another reason, is a failure. */
export function countsOfBunTest(output: string, code: number): Counts {
  // Line by line: a sequence that the name of a test begins, and does not end, would take all that follows along.
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

/** Playwright's JSON report. A test that passed at the second attempt has passed, and the report says "flaky". */
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
