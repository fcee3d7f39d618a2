import { contrast, isHexColor, type Oklch, toHex, toOklch } from "./oklch.ts";

/** The colours of app/tailwind.css that follow a workspace's accent, as `#rrggbb`. */
export type AccentColors = {
  accent: string;
  hover: string;
  foreground: string;
  soft: string;
  softForeground: string;
  ring: string;
};

export type Accent = {
  light: AccentColors;
  dark: AccentColors;
  /** Where the lightness was changed to keep text readable. */
  adjusted: { light: boolean; dark: boolean };
};

/**
 * The backgrounds of accents, which are --color-surface, --color-background and --color-muted of app/tailwind.css, and
 * how the other colours are derived. `step` is the direction of more contrast.
 */
const schemes = {
  light: {
    grounds: ["#ffffff", "#fbfaf8", "#f2f1ed"],
    step: -0.005,
    foreground: { l: 0.985, c: 0.01 },
    soft: { l: 0.95, c: 0.03 },
    softForeground: { l: 0.37, c: 0.08 },
    ring: { l: 0.6, c: 0.12 },
  },
  dark: {
    grounds: ["#1c1a17", "#13110e", "#272420"],
    step: 0.005,
    foreground: { l: 0.2, c: 0.045 },
    soft: { l: 0.3, c: 0.05 },
    softForeground: { l: 0.86, c: 0.1 },
    ring: { l: 0.7, c: 0.12 },
  },
} as const;

/** Minimum contrast of text, and of other visible elements (WCAG 2.2, 1.4.3 and 1.4.11). */
const readable = 4.5;
const visible = 3;

/** The colours of an accent in both schemes, of the chosen hue and with readable text. */
export function accentOf(hex: string): Accent {
  const chosen = toOklch(hex);
  const light = colorsIn("light", chosen);
  const dark = colorsIn("dark", chosen);
  const differs = (color: string) => Math.abs(toOklch(color).l - chosen.l) > 0.02;
  return { light, dark, adjusted: { light: differs(light.accent), dark: differs(dark.accent) } };
}

/** A style sheet that replaces the product's accent; undefined for an invalid colour. */
export function accentStyle(hex: string | null): string | undefined {
  if (!isHexColor(hex)) return undefined;
  const style = styles.get(hex) ?? styleOf(hex);
  if (styles.size >= maxStyles && !styles.has(hex)) styles.clear();
  styles.set(hex, style);
  return style;
}

/** Cached, because every page needs it and finding colours with enough contrast takes a tenth of the page's time. */
const styles = new Map<string, string>();
const maxStyles = 1000;

function styleOf(hex: string): string {
  const { light, dark } = accentOf(hex);
  const names = [
    ["accent", "accent"],
    ["accent-hover", "hover"],
    ["accent-foreground", "foreground"],
    ["accent-soft", "soft"],
    ["accent-soft-foreground", "softForeground"],
    ["ring", "ring"],
  ] as const;
  const lines = names.map(([name, key]) => `--color-${name}:light-dark(${light[key]},${dark[key]})`);
  return `:root{${lines.join(";")}}`;
}

function colorsIn(name: keyof typeof schemes, chosen: Oklch): AccentColors {
  const { grounds, step, ...scheme } = schemes[name];
  const tint = ({ l, c }: { l: number; c: number }) => ({ l, c: Math.min(c, chosen.c), h: chosen.h });
  const foreground = toHex(tint(scheme.foreground));
  const soft = toHex(tint(scheme.soft));
  const accent = moveUntil(chosen, step, [...grounds, soft, foreground], readable);
  return {
    accent,
    hover: hoverOf(accent, step, foreground),
    foreground,
    soft,
    softForeground: moveUntil(tint(scheme.softForeground), step, [soft], readable),
    ring: moveUntil(tint(scheme.ring), step, grounds, visible),
  };
}

/** The first colour from `start` towards black or white with this contrast to all the others. */
function moveUntil(start: Oklch, step: number, others: readonly string[], least: number): string {
  const from = { ...start, l: Math.min(1, Math.max(0, start.l)) };
  for (let l = from.l; l >= 0 && l <= 1; l += step) {
    const color = toHex({ ...from, l });
    if (others.every((other) => contrast(color, other) >= least)) return color;
  }
  return step < 0 ? "#000000" : "#ffffff";
}

/** One step away from the foreground, or one step towards it if none is left and text stays readable. */
function hoverOf(accent: string, step: number, foreground: string): string {
  const color = toOklch(accent);
  const away = Math.sign(step) * 0.05;
  const room = step < 0 ? color.l : 1 - color.l;
  const hover = toHex({ ...color, l: color.l + (room > 0.1 ? away : -away * 2) });
  return contrast(hover, foreground) >= readable ? hover : accent;
}
