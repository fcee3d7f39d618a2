import { scaleBand, scaleLinear } from "@visx/scale";

export type Bar = { day: string; count: number; x: number; width: number; y: number; height: number };
/** `x` and `width` are percent of the width, `y` and `height` of the height: the page draws it at any size. */
export type BarChart = { bars: Bar[]; ticks: { value: number; y: number }[]; total: number };

/** Bars for days; those without a count have none. Computed here, so that no browser loads what computes it. */
export function layOutBars(days: readonly string[], counts: ReadonlyMap<string, number>): BarChart {
  const values = days.map((day) => counts.get(day) ?? 0);
  const band = scaleBand({ domain: [...days], range: [0, 100], paddingInner: 0.32, paddingOuter: 0.1 });
  const most = Math.max(2, ...values);
  const linear = scaleLinear({ domain: [0, most], range: [100, 0], nice: 4 });
  const bars = days.map((day, index) => {
    const count = values[index] ?? 0;
    const y = linear(count);
    const place = { x: band(day) ?? 0, width: band.bandwidth(), y, height: 100 - y };
    return { day, count, ...rounded(place) };
  });
  const ticks = linear
    .ticks(3)
    .filter(Number.isInteger)
    .map((value) => ({ value, ...rounded({ y: linear(value) }) }));
  return { bars, ticks, total: values.reduce((sum, value) => sum + value, 0) };
}

/** Widths of the parts of a whole, in percent and in order; all 0 where there is nothing. */
export function layOutParts(parts: readonly number[]): { x: number; width: number }[] {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const percent = (part: number) => (part / (whole || 1)) * 100;
  let before = 0;
  return parts.map((part) => {
    const x = percent(before);
    before += part;
    return rounded({ x, width: percent(part) });
  });
}

/** To hundredths of a percent: nobody sees more, and every digit is sent twice, drawn and as data. */
function rounded<Place extends Record<string, number>>(place: Place): Place {
  const entries = Object.entries(place).map(([name, value]) => [name, Math.round(value * 100) / 100]);
  return Object.fromEntries(entries) as Place;
}
