import { expect, test } from "bun:test";
import { parseSubmission } from "#app/forms/submission.ts";
import { inviteSchema } from "./invite-schema.ts";
import { memberSearch, packPlace, readMemberChoices, unpackPlace } from "./member-filter.ts";

test("addresses are separated by commas, spaces and line breaks, without duplicates", () => {
  const typed = "Ana@Example.com, bo.b+x@sub.example.org;\r\n ana@example.com\tc'd@x-y.test";
  expect(invited(typed)).toEqual(["ana@example.com", "bo.b+x@sub.example.org", "c'd@x-y.test"]);
});

test("invalid and surplus addresses are reported", () => {
  expect(refusal("nobody")).toEqual(["email"]);
  expect(refusal("a@x.test, nobody")).toEqual(["emails"]);
  expect(refusal(`${"a".repeat(64)}@${"b.".repeat(100)}test`)).toEqual(["email"]);
  expect(refusal(Array.from({ length: 11 }, (_, i) => `a${i}@x.test`).join(" "))).toEqual([
    "tooManyAddresses:10",
  ]);
  expect(refusal("a\u202e@x.test")).toEqual(["email"]);
  expect(refusal("a@x.test\u0000")).toEqual(["controls"]);
  expect(refusal(" , ;")).toEqual(["required"]);
});

test("invalid choices are dropped, and the others survive the round trip through the URL", () => {
  const read = (search: string) => readMemberChoices(new URLSearchParams(search));
  expect(read("q=%20ana%20&role=admin&after=x")).toEqual({ q: "ana", role: "admin" });
  expect(read("q=%00&role=root")).toEqual({ q: undefined, role: undefined });
  expect(read(`q=${"x".repeat(101)}`)).toEqual({ q: undefined, role: undefined });
  expect(memberSearch({ q: "a&b", role: "admin" }, { after: "p" })).toBe("?q=a%26b&role=admin&after=p");
  expect(memberSearch({})).toBe("");
});

test("a cursor survives the round trip through the URL, and a forged one is ignored", () => {
  const place = { sortName: "ana lópez 日本", id: "user_1" };
  expect(unpackPlace(packPlace(place))).toEqual(place);
  for (const forged of ["", "x", btoa('["a"]'), btoa('["a","\\u0000"]'), null])
    expect(unpackPlace(forged)).toBeUndefined();
});

function parse(emails: string) {
  const form = new FormData();
  form.set("emails", emails);
  form.set("role", "member");
  return parseSubmission(form, inviteSchema);
}

function invited(emails: string): string[] | undefined {
  const submission = parse(emails);
  return submission.status === "success" ? submission.value.emails : undefined;
}

function refusal(emails: string): unknown {
  return parse(emails).reply().error?.emails;
}
