import { expect, test } from "bun:test";
import { faviconOf } from "./favicon.ts";

test("a workspace's favicon has its initial and its accent", () => {
  expect(faviconOf("acme", "#1d4ed8")).toContain('fill="#1d4ed8"');
  expect(faviconOf("acme", "#1d4ed8")).toContain(">A</text>");
  expect(faviconOf("  «élan»", null)).toContain(">É</text>");
  expect(faviconOf("🚀", null)).toContain(">•</text>");
});

test("neither name nor colour can inject markup", () => {
  for (const name of ["<script>", "</text><script>alert(1)</script>", `"'&<>`, "a\u0338<\u0338", "&amp;"])
    expect(faviconOf(name, `"/><script>`)).toMatch(
      /^<svg [^<]*><rect [^<]*\/><text [^<]*>[^<>&]*(&#\d+;)?<\/text><\/svg>$/,
    );
  expect(faviconOf("x", `red" onload="alert(1)`)).not.toContain("onload");
});
