import { expect, test } from "bun:test";
import { isKnown } from "./entity-tag.ts";

const headers: [string, boolean][] = [
  ['"a"', true],
  ['W/"a"', true],
  ['"b", W/"a"', true],
  ["*", true],
  ['"b"', false],
  ["a", false],
  ["", false],
];
for (const [header, isSo] of headers) {
  test(`If-None-Match: ${header} ${isSo ? "names" : "does not name"} "a"`, () => {
    expect(isKnown(new Request("http://h/", { headers: { "if-none-match": header } }), '"a"')).toBe(isSo);
  });
}
