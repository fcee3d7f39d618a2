import { median, ratio } from "./arithmetic.ts";
import { type Postmaster, serverCpu } from "./processes.ts";

/** How much is measured; `--quick` does less. */
export type Scale = {
  rounds: number;
  /** How long one variant runs in one round. */
  milliseconds: number;
  /** How long it runs before the first round: until its code is compiled and its statements are planned. */
  warmUp: number;
};

export type Sample = {
  perSecond: number;
  /** Of each operation, in milliseconds. */
  latencies: number[];
  /** CPU microseconds of an operation. NaN or undefined where they are unknown. */
  clientCpu?: number;
  serverCpu?: number;
};

export type Variant = { name: string; measure(milliseconds: number): Promise<Sample> };

/** The samples of each variant; the same index is the same round. */
export type Results = Record<string, Sample[]>;

export type Operation = () => Promise<unknown>;

/**
 * Runs the variants alternately, so that other load on the machine affects all of them. Every other round runs in reverse
 * order, because each variant leaves caches and garbage to the next.
 */
export async function runRounds(variants: readonly Variant[], scale: Scale): Promise<Results> {
  for (const { measure } of variants) await measure(scale.warmUp);
  const results: Results = Object.fromEntries(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < scale.rounds; round++) {
    for (const { name, measure } of round % 2 === 0 ? variants : variants.toReversed())
      results[name]?.push(await measure(scale.milliseconds));
  }
  return results;
}

type Load = { concurrency: number; milliseconds: number; server?: Postmaster };

/** Keeps `concurrency` operations running for a time, then waits for the last ones. */
export async function load(
  operation: Operation,
  { concurrency, milliseconds, server }: Load,
): Promise<Sample> {
  const latencies: number[] = [];
  const serverBefore = serverCpu(server);
  const clientBefore = process.cpuUsage();
  const begun = performance.now();
  await concurrently(concurrency, async () => {
    while (performance.now() - begun < milliseconds) latencies.push(await timed(operation));
  });
  const elapsed = performance.now() - begun;
  const { user, system } = process.cpuUsage(clientBefore);
  const operations = latencies.length;
  return {
    perSecond: (operations / elapsed) * 1000,
    latencies,
    clientCpu: (user + system) / operations,
    serverCpu: (serverCpu(server) - serverBefore) / operations,
  };
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

export function throughput(results: Results, name: string): number {
  return median(throughputs(results, name));
}

export function throughputRatio(results: Results, name: string, baseline: string): number {
  return ratio(throughputs(results, name), throughputs(results, baseline));
}

/** The mean over all rounds: the system's CPU clock is too coarse for one. */
export function cpuOf(results: Results, name: string, side: "clientCpu" | "serverCpu"): number {
  const values = (results[name] ?? []).map((sample) => sample[side] ?? Number.NaN);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function throughputs(results: Results, name: string): number[] {
  return (results[name] ?? []).map(({ perSecond }) => perSecond);
}
