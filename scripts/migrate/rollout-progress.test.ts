import { expect, test } from "bun:test";
import type { Terminal } from "#scripts/local/dev/terminal.ts";
import { progressLine, showProgress } from "./rollout-progress.ts";

test("the line shows progress, rate and time left", () => {
  expect(progressLine({ planned: 1000, done: 497, failed: 3, seconds: 2 })).toBe(
    "████████████░░░░░░░░░░░░ 500/1000 · 3 failed · 250/s · 0:02 left",
  );
  const slowest = { slug: "acme", milliseconds: 320.4 };
  expect(progressLine({ planned: 4, done: 1, failed: 0, seconds: 1, slowest })).toEndWith(
    "0:03 left · slowest acme 320 ms",
  );
  expect(progressLine({ planned: 3, done: 0, failed: 0, seconds: 0 })).toContain("0/3");
});

test("on a terminal the bar is redrawn at most ten times a second and erased at the end", () => {
  const { written, run } = watch(true);
  run();
  expect(written.map((text) => text.replace("\r\x1b[2K", "|"))).toEqual([
    "|████████████░░░░░░░░░░░░ 2/4 · 10/s · 0:01 left · slowest b 90 ms",
    "|c: it broke\n",
    "|██████████████████░░░░░░ 3/4 · 1 failed · 7.5/s · 0:01 left · slowest b 90 ms",
    "|",
  ]);
});

test("piped, failures are printed at once and progress every five seconds", () => {
  const { written, run } = watch(false);
  run();
  expect(written).toEqual([
    "c: it broke\n",
    "████████████████████████ 4/4 · 1 failed · 0.8/s · 0:00 left · slowest b 90 ms\n",
  ]);
});

/** Progress of four tenants, the third of which fails, and what is written. */
function watch(isInteractive: boolean) {
  const written: string[] = [];
  const terminal: Terminal = { isInteractive, style: (text) => text, write: (text) => written.push(text) };
  let time = 0;
  const progress = showProgress(terminal, () => time);
  const through = (slug: string, at: number, milliseconds: number, error?: string) => {
    time = at;
    const failure = error ? { failure: { slug, file: "", error, excerpt: "", attempts: 1 } } : {};
    progress.onTenant({ tenant: { id: "", slug, schema: "", version: 1 }, milliseconds, ...failure });
  };
  const run = () => {
    progress.onPlan({ planned: 4 });
    through("a", 50, 40);
    through("b", 200, 90);
    through("c", 400, 10, "it broke");
    if (!isInteractive) through("d", 5300, 10);
    progress.end();
  };
  return { written, run };
}
