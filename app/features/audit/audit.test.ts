import { expect, test } from "bun:test";
import { packCursor, readChoices, toSearch, unpackCursor } from "./audit-filter.ts";
import { csvLine } from "./csv.ts";

test("invalid choices are dropped and the others apply", () => {
  const address = "actor=user_1&kind=castle&from=2026-02-30&to=2026-11-23&x=1";
  const choices = readChoices(new URLSearchParams(address));
  expect(choices).toEqual({ actor: "user_1", to: "2026-11-23" } as typeof choices);
  expect(toSearch(choices, { after: "abc" })).toBe("?actor=user_1&to=2026-11-23&after=abc");
  expect(readChoices(new URLSearchParams(`actor=${"x".repeat(65)}&kind=%00`))).toEqual({} as typeof choices);
  const impossible = "actor=a%00b&from=0000-01-01&to=9999-12-31";
  expect(readChoices(new URLSearchParams(impossible))).toEqual({} as typeof choices);
});

test("a cursor survives the round trip, and a forged one is ignored", () => {
  const cursor = { at: new Date("2026-11-23T10:00:00.123Z"), id: "0198c9a0-0000-7000-8000-000000000000" };
  expect(unpackCursor(packCursor(cursor))).toEqual(cursor);
  const early = btoa(`["0000-01-01T00:00:00Z","${cursor.id}"]`);
  for (const wrong of [null, "", "x", btoa('["now","x"]'), btoa("[]"), packCursor(cursor).slice(2), early])
    expect(unpackCursor(wrong)).toBeUndefined();
});

test("a cell is quoted if necessary and never becomes a formula", () => {
  expect(csvLine(["a", 'say "hi"', "x,y", "two\nlines"])).toBe('a,"say ""hi""","x,y","two\nlines"\r\n');
  for (const formula of ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
    expect(csvLine([formula]).replaceAll('"', "")).toBe(`'${formula}\r\n`);
  expect(csvLine(['=HYPERLINK("http://x")'])).toBe(`"'=HYPERLINK(""http://x"")"\r\n`);
});
