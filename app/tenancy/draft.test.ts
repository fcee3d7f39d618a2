import { expect, test } from "bun:test";
import { sessionToken } from "#app/testing/clerk-tokens.ts";
import { Visitors } from "#app/testing/visitors.ts";
import { readForm, takeDraft } from "./draft.server.ts";

const acmeOrigin = "http://acme.app.localhost:3000";
const visitors = await Visitors.open();
const token = sessionToken({ userId: "owner", origin: acmeOrigin, ageSeconds: 3600 });

test("what was typed into a form with an expired token is kept, and offered again", async () => {
  const typed = { name: "Ünïcode 🎉", description: "x".repeat(2000) };
  const { cookies, location } = await typeInVain("/projects/new", typed);
  expect(location).toBe(`${acmeOrigin}/projects/new`);
  const back = visitors.argsFor({ token, path: "/projects/new", cookies });
  expect(takeDraft(back).draft).toEqual(typed);
  const somebodyElse = sessionToken({ userId: "viewer", origin: acmeOrigin });
  expect(
    takeDraft(visitors.argsFor({ token: somebodyElse, path: "/projects/new", cookies })).draft,
  ).toBeUndefined();
  const broken = cookies.map((cookie) => cookie.replace(/=.*/, "=nonsense"));
  expect(
    takeDraft(visitors.argsFor({ token, path: "/projects/new", cookies: broken })).draft,
  ).toBeUndefined();
});

test("a draft is its own page's alone: the paths below are sent it, and neither use nor forget it", async () => {
  const { cookies, location } = await typeInVain("/projects/7/change", { name: "Apollo" }, "/projects?q=a");
  expect(location).toBe(`${acmeOrigin}/projects?q=a`);
  for (const path of ["/projects/new", "/projects/7/edit", "/projects/7/tasks/8", "/"]) {
    const { draft, headers } = takeDraft(visitors.argsFor({ token, path, cookies }));
    expect([path, draft, headers.getSetCookie()]).toEqual([path, undefined, []]);
  }
  // Where a page has both, each is what it was.
  const below = await typeInVain("/projects/new", { name: "Gemini" });
  const both = [...cookies, ...below.cookies];
  expect(takeDraft(visitors.argsFor({ token, path: "/projects/new", cookies: both })).draft).toEqual({
    name: "Gemini",
  });
  const { draft, headers } = takeDraft(
    visitors.argsFor({ token, path: "/projects?sort=name", cookies: both }),
  );
  expect(draft).toEqual({ name: "Apollo" });
  expect(headers.getSetCookie()).toHaveLength(cookies.length);
});

/** Sends a form with a token that has run out. @returns where it leads, and the cookies that it leaves. */
async function typeInVain(path: string, typed: Record<string, string>, page?: string) {
  const args = visitors.argsFor({ token, method: "POST", path, body: new URLSearchParams(typed) });
  const response = await readForm(args, page).catch((thrown: Response) => thrown as Response);
  if (response instanceof FormData) throw new Error("the form was taken with an expired token");
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  return { cookies, location: response.headers.get("location") };
}
