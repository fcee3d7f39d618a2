/** The middle value, or the mean of the two middle values. */
export function median(values: readonly number[]): number {
  return (percentile(values, 0.5, Math.floor) + percentile(values, 0.5, Math.ceil)) / 2;
}

/** The value that `share` (0–1) of the values do not exceed, by nearest rank. NaN when there are none. */
export function percentile(values: readonly number[], share: number, round = Math.round): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[round((sorted.length - 1) * share)] ?? Number.NaN;
}

/** The median of each round's own ratio, so that a slow round does not count. */
export function ratio(measured: readonly number[], baseline: readonly number[]): number {
  if (measured.length !== baseline.length) throw new Error("Each round needs its own baseline");
  return median(measured.map((value, round) => value / (baseline[round] ?? Number.NaN)));
}

export type Bound = { atLeast: number } | { atMost: number };
export type Target = { what: string; wanted: string; measured: number; met: boolean };

/** Compares a figure with its target, rounded to two decimals away from it. NaN misses every target. */
export function judge(what: string, value: number, bound: Bound): Target {
  // 0.29 × 100 is slightly less than 29.
  const epsilon = 1e-9;
  if ("atLeast" in bound) {
    const measured = Math.floor(value * 100 + epsilon) / 100;
    return { what, wanted: `≥ ${bound.atLeast}`, measured, met: measured >= bound.atLeast };
  }
  const measured = Math.ceil(value * 100 - epsilon) / 100;
  return { what, wanted: `≤ ${bound.atMost}`, measured, met: measured <= bound.atMost };
}
