import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AccentColors, accentOf, accentStyle } from "./accent.ts";
import { contrast, toHex, toOklch } from "./oklch.ts";

const tailwind = readFileSync(join(import.meta.dir, "../../../tailwind.css"), "utf8");
const grounds = {
  light: ["surface", "background", "muted"].map((name) => tokenOf(name, 0)),
  dark: ["surface", "background", "muted"].map((name) => tokenOf(name, 1)),
};

test("text in, on and next to any accent has a contrast of at least 4.5 in both schemes", () => {
  const failing = sampleCube().flatMap((hex) => {
    const accent = accentOf(hex);
    return (["light", "dark"] as const).flatMap((scheme) => {
      const least = Math.min(...textPairs(accent[scheme], grounds[scheme]).map(([a, b]) => contrast(a, b)));
      return least >= 4.5 ? [] : [`${hex} ${scheme} ${least}`];
    });
  });
  expect(failing).toEqual([]);
});

test("the focus ring has a contrast of at least 3", () => {
  const failing = sampleCube().filter((hex) => {
    const { light, dark } = accentOf(hex);
    return [...grounds.light.map((g) => [light.ring, g]), ...grounds.dark.map((g) => [dark.ring, g])].some(
      ([ring = "", ground = ""]) => contrast(ring, ground) < 3,
    );
  });
  expect(failing).toEqual([]);
});

test("an accent keeps its hue, and its lightness if text stays readable", () => {
  const { light, dark, adjusted } = accentOf("#1d4ed8");
  expect(light.accent).toBe("#1d4ed8");
  expect(adjusted).toEqual({ light: false, dark: true });
  expect(Math.abs(toOklch(dark.accent).h - toOklch("#1d4ed8").h)).toBeLessThan(4);
  expect(accentOf("#fde047").adjusted).toEqual({ light: true, dark: false });
});

test("only a colour gets into the style sheet", () => {
  expect(accentStyle("#1d4ed8")).toMatch(
    /^:root\{(--color-[a-z-]+:light-dark\(#[0-9a-f]{6},#[0-9a-f]{6}\);?){6}\}$/,
  );
  for (const hostile of ["red", "#fff", "#12345g", "#123456}</style><script>", "#1234567", "#ABCDEF", ""])
    expect(accentStyle(hostile)).toBeUndefined();
});

test("the hover colour differs from the accent", () => {
  const same = sampleCube().filter((hex) => {
    const { light, dark } = accentOf(hex);
    return light.hover === light.accent || dark.hover === dark.accent;
  });
  expect(same).toEqual([]);
});

function textPairs(colors: AccentColors, on: string[]): [string, string][] {
  const { accent, hover, foreground, soft, softForeground } = colors;
  return [
    ...on.map((ground): [string, string] => [accent, ground]),
    [accent, soft],
    [foreground, accent],
    [foreground, hover],
    [softForeground, soft],
  ];
}

function sampleCube(): string[] {
  const steps = Array.from({ length: 10 }, (_, index) => Math.round((index * 255) / 9));
  const hex = (value: number) => value.toString(16).padStart(2, "0");
  return steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${hex(r)}${hex(g)}${hex(b)}`)));
}

/** A named colour in app/tailwind.css, light (0) or dark (1). */
function tokenOf(name: string, scheme: 0 | 1): string {
  const [, both = ""] = new RegExp(`--color-${name}: light-dark\\((.*)\\);`).exec(tailwind) ?? [];
  const [, l, c, h] = /oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/.exec(`${both.split("), ")[scheme]})`) ?? [];
  return toHex({ l: Number(l), c: Number(c), h: Number(h) });
}
