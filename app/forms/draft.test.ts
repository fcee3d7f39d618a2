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

test("what is too long for cookies is handed back: to a document as it was, to a script as a refusal", async () => {
  const letters = Array.from({ length: 10_000 }, (_, index) => 0x4e00 + ((index * 7919) % 20_000));
  for (const notes of [String.fromCodePoint(...letters), "x".repeat(100_000)]) {
    const body = () => new URLSearchParams({ title: "A", notes });
    const sent = { token, method: "POST", path: "/projects/7/tasks/8" };
    const document = visitors.argsFor({ ...sent, body: body() });
    const back = await readForm(document).catch((thrown: Response) => thrown as Response);
    expect((back as Response).headers.getSetCookie()).toEqual([]);
    expect(document.context.unkept).toEqual({
      page: `${acmeOrigin}/projects/7/tasks/8`,
      fields: [...body()],
    });
    const script = visitors.argsFor({ ...sent, body: body(), destination: "empty" });
    await expect(readForm(script)).rejects.toMatchObject({ init: { status: 503 } });
    expect(script.context.unkept).toBeUndefined();
  }
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
