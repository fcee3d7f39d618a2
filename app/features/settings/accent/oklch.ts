import {
  clampChroma,
  formatHex,
  modeLrgb,
  modeOklab,
  modeOklch,
  modeRgb,
  useMode as registerMode,
  wcagContrast,
} from "culori/fn";

/** Lightness 0–1, chroma 0–0.4, hue in degrees. In this space equal steps look equal. */
export type Oklch = { l: number; c: number; h: number };

// culori/fn knows only the colour spaces registered here, which keeps the browser's bundle small.
for (const mode of [modeRgb, modeLrgb, modeOklab]) registerMode(mode);
const parse = registerMode(modeOklch);

export function isHexColor(value: unknown): value is string {
  return typeof value === "string" && /^#[0-9a-f]{6}$/.test(value);
}

/** @param hex `#rrggbb` */
export function toOklch(hex: string): Oklch {
  const { l = 0, c = 0, h = 0 } = parse(hex) ?? {};
  return { l, c, h };
}

/** The nearest sRGB colour with this lightness and hue: only the chroma is reduced. */
export function toHex(color: Oklch): string {
  return formatHex(clampChroma({ mode: "oklch", ...color }, "oklch"));
}

/** WCAG 2's contrast of two colours, 1 to 21. */
export const contrast: (one: string, other: string) => number = wcagContrast;
