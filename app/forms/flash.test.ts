import { expect, test } from "bun:test";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { doneSchema } from "#app/features/projects/project-schema.ts";
import { setFlash, takeFlash } from "./flash.server.ts";

const id = "0198c9a0-0000-7000-8000-000000000000";
const done = { did: "archived", ids: [id], name: `<b>"Ñandú"</b>; 🚀`, left: 0 };

test("what was done is reported once, and only by a page of its feature", () => {
  const header = setFlash(argsWith(""), "projects", done);
  expect(header).toMatch(/^done_projects=[\w-]+; Path=\/; Max-Age=60; HttpOnly; SameSite=Lax$/);
  const cookie = `a=b; ${header.split(";")[0]}`;
  expect(takeFlash(argsWith(cookie), "tasks", doneSchema).done).toBeUndefined();
  const { done: told, headers } = takeFlash(argsWith(cookie), "projects", doneSchema);
  expect(told).toEqual(done as typeof told);
  expect(headers.getSetCookie()).toEqual([expect.stringContaining("done_projects=; Path=/; Max-Age=0")]);
});

test("a forged cookie is not shown to anyone, and is deleted", () => {
  const packed = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const wrong = ["x", packed(null), packed({ ...done, ids: ["x"] }), packed({ ...done, did: "owned" })];
  wrong.push(packed({ ...done, ids: Array(101).fill(id) }), packed({ ...done, name: "x".repeat(300) }));
  for (const value of wrong) {
    const { done: told, headers } = takeFlash(argsWith(`done_projects=${value}`), "projects", doneSchema);
    expect(told).toBeUndefined();
    expect(headers.getSetCookie()).toHaveLength(1);
  }
});

test("a flash that is empty or too large is not reported; without a cookie none is set", () => {
  const large = { ...done, ids: Array(100).fill(id) };
  for (const value of [undefined, large])
    expect(setFlash(argsWith(""), "projects", value)).toMatch(/^done_projects=;/);
  const whole = { ...done, ids: Array(50).fill(id), name: "" };
  expect(setFlash(argsWith(""), "projects", whole)).not.toMatch(/^done_projects=;/);
  expect(takeFlash(argsWith(""), "projects", doneSchema).headers.getSetCookie()).toEqual([]);
});

/** The part of a request that these functions read. */
function argsWith(cookie: string): LoaderFunctionArgs {
  const request = new Request("http://acme.app.localhost/projects", { headers: { cookie } });
  const env = { BASE_URL: "http://app.localhost" };
  const context = { env, host: { kind: "tenant", slug: "acme" } };
  return { request, context, params: {} } as unknown as LoaderFunctionArgs;
}
