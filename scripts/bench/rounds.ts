import { median, ratio } from "./arithmetic.ts";

/** How much is measured: `--quick` does less. */
export type Scale = {
  rounds: number;
  /** How long one variant runs in one round. */
  milliseconds: number;
  /** How long it runs before the first: until its code is compiled and its statements are planned. */
  warmUp: number;
};

export type Sample = {
  perSecond: number;
  /** Of each operation, in milliseconds. */
  latencies: number[];
  /** CPU microseconds of an operation. Undefined where they cannot be known. */
  clientCpu?: number;
  serverCpu?: number;
};

export type Variant = {
  name: string;
  measure(milliseconds: number): Promise<Sample>;
  /** For what begins anew each time. */
  needsNoWarmUp?: boolean;
};

/** Samples of each variant by its name: the same position is the same round. */
export type Results = Record<string, Sample[]>;

/**
 * Runs the variants in turn, round by round, so that whatever else the machine does falls on all of them. Every other
 * round goes backwards, because each variant leaves caches and garbage to the next.
 */
export async function runRounds(variants: readonly Variant[], scale: Scale): Promise<Results> {
  for (const { measure, needsNoWarmUp } of variants) if (!needsNoWarmUp) await measure(scale.warmUp);
  const results: Results = {};
  for (let round = 0; round < scale.rounds; round++) {
    for (const { name, measure } of round % 2 === 0 ? variants : variants.toReversed()) {
      results[name] ??= [];
      results[name].push(await measure(scale.milliseconds));
    }
  }
  return results;
}

export function throughputs(results: Results, name: string): number[] {
  return (results[name] ?? []).map(({ perSecond }) => perSecond);
}

export function throughput(results: Results, name: string): number {
  return median(throughputs(results, name));
}

export function throughputRatio(results: Results, name: string, baseline: string): number {
  return ratio(throughputs(results, name), throughputs(results, baseline));
}

/** The mean over all rounds: the system counts CPU in steps that are too coarse for one. */
export function cpuOf(results: Results, name: string, side: "clientCpu" | "serverCpu"): number {
  const values = (results[name] ?? []).map((sample) => sample[side] ?? Number.NaN);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
