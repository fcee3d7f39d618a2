import { expect, test } from "bun:test";
import { sessionToken } from "#app/testing/clerk-tokens.ts";
import { Visitors } from "#app/testing/visitors.ts";
import { readForm } from "./read-form.server.ts";

const visitors = await Visitors.open();
const origin = "http://acme.app.localhost:3000";
const typed = { title: "Ünïcode 🎉", notes: "x".repeat(100_000) };

test("with an expired token a document gets its fields back, and a script is asked to renew the token", async () => {
  const document = post({ ageSeconds: 3600 });
  await expect(readForm(document, "/projects/7")).rejects.toMatchObject({ init: { status: 401 } });
  expect(document.context.unsent?.page).toBe("/projects/7");
  expect(Object.fromEntries(document.context.unsent?.form ?? [])).toEqual(typed);
  const script = post({ ageSeconds: 3600, destination: "empty" });
  await expect(readForm(script)).rejects.toMatchObject({ init: { status: 401 } });
  expect(script.context.unsent).toBeUndefined();
});

test("with a valid token the fields are read", async () => {
  expect(Object.fromEntries(await readForm(post({ ageSeconds: 0 })))).toEqual(typed);
});

function post({ ageSeconds, destination }: { ageSeconds: number; destination?: string }) {
  const token = sessionToken({ userId: "owner", origin, ageSeconds });
  const body = new URLSearchParams(typed);
  return visitors.argsFor({ token, method: "POST", path: "/projects/7/tasks/8", body, destination });
}
