import { serverCpu } from "./processes.ts";

/** What one turn of a variant measured, by name. */
export type Figures = Record<string, number>;

/** How much is measured; `--quick` does less. */
export type Scale = { isQuick: boolean; rounds: number; milliseconds: number };

/** The figures of each variant; the same index is the same round. What was not measured is NaN. */
export class Results {
  constructor(readonly rounds: Readonly<Record<string, Figures[]>>) {}

  all(variant: string, figure: string): number[] {
    return this.rounds[variant]?.map((figures) => figures[figure] ?? Number.NaN) ?? [];
  }

  median(variant: string, figure: string): number {
    return median(this.all(variant, figure));
  }

  ratio(variant: string, baseline: string, figure: string): number {
    return ratio(this.all(variant, figure), this.all(baseline, figure));
  }
}

/**
 * Gives each variant its turn, round by round, so that other load on the machine affects all of them. Every other round
 * runs in reverse order, because each turn leaves caches and garbage to the next. The rounds of the warm-up come first and
 * are not counted.
 */
export async function alternate(
  variants: Readonly<Record<string, () => Promise<Figures>>>,
  rounds: number,
  warmUp = 1,
): Promise<Results> {
  const order = Object.entries(variants);
  const measured: Record<string, Figures[]> = Object.fromEntries(order.map(([name]) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, turn] of round % 2 === 0 ? order : order.toReversed()) {
      const figures = await turn();
      if (round >= 0) measured[name]?.push(figures);
    }
  }
  return new Results(measured);
}

type Load = { concurrency: number; milliseconds: number; postmaster?: number };

/**
 * Keeps `concurrency` operations running for a time. Each returns its latency; CPU is in microseconds per operation, of
 * this process and of PostgreSQL.
 */
export async function load(operation: () => Promise<number>, options: Load): Promise<Figures> {
  const { concurrency, milliseconds, postmaster } = options;
  const latencies: number[] = [];
  const [serverBefore, clientBefore] = [serverCpu(postmaster), process.cpuUsage()];
  const begun = performance.now();
  await concurrently(concurrency, async () => {
    while (performance.now() - begun < milliseconds) latencies.push(await operation());
  });
  const perSecond = (latencies.length / (performance.now() - begun)) * 1000;
  const { user, system } = process.cpuUsage(clientBefore);
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  const [client, server] = [user + system, serverCpu(postmaster) - serverBefore];
  return { perSecond, p50, p99, client: client / latencies.length, server: server / latencies.length };
}

/** Runs so many copies of `work` at the same time. */
export async function concurrently(copies: number, work: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: copies }, work));
}

/** @returns how long it took, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

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
  return median(measured.map((value, round) => value / (baseline[round] ?? Number.NaN)));
}
