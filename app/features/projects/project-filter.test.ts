import { expect, test } from "bun:test";
import { isNarrowed, toAddress } from "./project-address.ts";
import { keyOf, readOrder, readProjectChoices } from "./project-filter.ts";

const id = "0198c9a0-0000-7000-8000-000000000000";
const row = { id, name: "🚀".repeat(120), changedAt: "2026-11-23T10:00:00.123456Z" };
const read = (address: string) => readProjectChoices(new URLSearchParams(address));

test("choices survive the round trip through the URL, and invalid ones are dropped", () => {
  const address = "archived=1&q=moon&status=paused&owner=user_1&sort=name";
  expect(toAddress(read(address))).toBe(`/projects?${address}`);
  expect(toAddress(read("q=&status=&owner=&sort=changed"))).toBe("/projects");
  const hostile = [
    "status=castle",
    "owner='--",
    `owner=${"x".repeat(65)}`,
    "sort=id;drop",
    "q=%00",
    "limit=1",
  ];
  for (const one of hostile) expect(toAddress(read(one))).toBe("/projects");
  expect(read("q=a%00b").q).toBe("a b");
  expect(read("q=%F0%9F%9A%80".concat("x".repeat(500))).q).toBe(`🚀${"x".repeat(99)}`);
  expect([isNarrowed(read("archived=1&sort=name")), isNarrowed(read("q=x"))]).toEqual([false, true]);
});

test("a page's key is valid only for its own order", () => {
  for (const sort of ["changed", "name", "newest"] as const) {
    const key = keyOf(sort, row);
    expect(readOrder(sort, key).after?.at(-1)).toBe(id);
    for (const other of ["changed", "name", "newest"] as const) {
      // A date could be a name, and as one it is harmless.
      const fits = other === sort || (sort === "changed" && other === "name");
      expect(readOrder(other, key).after === undefined).toBe(!fits);
    }
  }
  for (const wrong of [null, "", "x", "'; drop table projects; --"])
    expect(readOrder("name", wrong).after).toBeUndefined();
});
