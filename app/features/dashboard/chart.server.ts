import { scaleBand, scaleLinear } from "@visx/scale";

export type Bar = { day: string; count: number; x: number; width: number; y: number; height: number };
/** `x` and `width` are percentages of the width, `y` and `height` of the height, so the chart scales. */
export type BarChart = { bars: Bar[]; ticks: { value: number; y: number }[]; total: number };

/** Bars per day; days without a count have none. Computed on the server, so that browsers do not load the scale library. */
export function layOutBars(days: readonly string[], counts: ReadonlyMap<string, number>): BarChart {
  const values = days.map((day) => counts.get(day) ?? 0);
  const places = columnsFor(days.length);
  const { heightOf, ticks } = newHeights(Math.max(2, ...values));
  const bars = days.map((day, index) => {
    const count = values[index] ?? 0;
    const { x, width } = places[index] ?? { x: 0, width: 0 };
    return { day, count, x, width, y: rounded(heightOf(count)), height: rounded(100 - heightOf(count)) };
  });
  return { bars, ticks, total: values.reduce((sum, value) => sum + value, 0) };
}

/** Cached per number of days, because creating the scale is the slowest part. */
const columns = new Map<number, Pick<Bar, "x" | "width">[]>();

function columnsFor(many: number) {
  const known = columns.get(many) ?? newColumns(many);
  columns.set(many, known);
  return known;
}

function newColumns(many: number) {
  const domain = Array.from({ length: many }, (_, index) => index);
  const band = scaleBand({ domain, range: [0, 100], paddingInner: 0.32, paddingOuter: 0.1 });
  return domain.map((index) => ({ x: rounded(band(index) ?? 0), width: rounded(band.bandwidth()) }));
}

function newHeights(most: number) {
  const linear = scaleLinear({ domain: [0, most], range: [100, 0], nice: 4 });
  const values = linear.ticks(3).filter(Number.isInteger);
  const heightOf = (value: number): number => linear(value);
  return { heightOf, ticks: values.map((value) => ({ value, y: rounded(linear(value)) })) };
}

/** The parts of a whole in percent, in order; all 0 if the whole is 0. */
export function layOutParts(parts: readonly number[]): { x: number; width: number }[] {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const percent = (part: number) => (part / (whole || 1)) * 100;
  let before = 0;
  return parts.map((part) => {
    const x = rounded(percent(before));
    before += part;
    return { x, width: rounded(percent(part)) };
  });
}

/** Rounded to hundredths of a percent. More is invisible, and every digit is sent twice, in the markup and as data. */
function rounded(percent: number): number {
  return Math.round(percent * 100) / 100;
}
