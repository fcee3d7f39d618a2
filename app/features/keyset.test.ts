import { expect, test } from "bun:test";
import { z } from "zod";
import { keyId, keyMoment, keyText, packKeyset, unpackKeyset } from "./keyset.ts";

const id = "0198c9a0-0000-7000-8000-000000000000";
const byTime = z.tuple([keyMoment, keyId]);
const byName = z.tuple([keyText, keyId]);

test("a key survives the round trip, with microseconds and in any script", () => {
  for (const values of [
    ["2026-11-23T10:00:00.123456Z", id],
    ["0001-01-01T00:00:00Z", id],
  ])
    expect(unpackKeyset(packKeyset(values), byTime)).toEqual(values as [string, string]);
  const name = [`<script> '; -- \u202e ${"🚀".repeat(120)}`, id];
  expect(unpackKeyset(packKeyset(name), byName)).toEqual(name as [string, string]);
});

test("a forged key, or one for another order, is ignored", () => {
  const moments = [
    "0000-01-01T00:00:00Z",
    "now",
    "infinity",
    "2026-13-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    `2026-01-01T00:00:00.${"1".repeat(200)}Z`,
  ];
  for (const moment of moments) expect(unpackKeyset(packKeyset([moment, id]), byTime)).toBeUndefined();
  for (const text of ["a\0b", "a\ud800", "x".repeat(401)])
    expect(unpackKeyset(packKeyset([text, id]), byName)).toBeUndefined();
  for (const wrong of [null, undefined, "", "x", "%", btoa("[]"), btoa("{}"), "x".repeat(2001)])
    expect(unpackKeyset(wrong, byTime)).toBeUndefined();
  expect(unpackKeyset(packKeyset(["Apollo", id]), byTime)).toBeUndefined();
  expect(unpackKeyset(packKeyset(["Apollo", `${id}'`]), byName)).toBeUndefined();
});
