import { beforeAll, expect, test } from "bun:test";
import { loadMessages } from "#app/i18n/load-messages.ts";
import { pageTitle } from "./page-title.ts";

beforeAll(async () => void (await Promise.all([loadMessages("en"), loadMessages("es")])));

const root = (chosen: string | null) => ({ id: "root", data: { chosen, browser: "en" } });
const workspace = { id: "routes/workspace/frame", data: { workspace: "Acme", locale: "es" } };

test("a title is in the page's language and names the workspace", () => {
  expect(pageTitle("projects", { matches: [root("es")] })).toEqual([{ title: "Proyectos · Tenantry" }]);
  expect(pageTitle("projects", { matches: [root(null), workspace] })).toEqual([
    { title: "Proyectos · Acme · Tenantry" },
  ]);
  expect(pageTitle("projects", { matches: [root("en"), workspace] })).toEqual([
    { title: "Projects · Acme · Tenantry" },
  ]);
});

test("the title of a page about one thing starts with its name, which cannot alter the text after it", () => {
  const titleOf = (name: string) => pageTitle("board", { matches: [root("en"), workspace] }, name)[0]?.title;
  expect(titleOf("Website")).toBe("Website · Board · Acme · Tenantry");
  expect(titleOf("</title><script>alert(1)</script>")).toStartWith(
    "</title><script>alert(1)</script> · Board",
  );
  expect(titleOf("a\u0000b\nc\u2028d\u0085e")).toBe("a b c d e · Board · Acme · Tenantry");
  expect(titleOf("\u202eWeb\u2069\u2066site\u200f")).toBe("Website · Board · Acme · Tenantry");
  expect(titleOf("\u2069אתר")).toBe("\u2068אתר\u2069 · Board · Acme · Tenantry");
  expect(titleOf("👩‍👩‍👧 é")).toBe("👩‍👩‍👧 é · Board · Acme · Tenantry");
  expect(titleOf("\u202e")).toBe("Board · Acme · Tenantry");
});

test("a workspace's name cannot alter the rest of the title", () => {
  const hostile = { id: "routes/workspace/frame", data: { workspace: "\u202eAc\nme موقع", locale: null } };
  expect(pageTitle("projects", { matches: [root("en"), hostile] })).toEqual([
    { title: "Projects · \u2068Ac me موقع\u2069 · Tenantry" },
  ]);
});

test("the title of an error page says what happened", () => {
  const page = { matches: [root("en")], error: new Error("secret") };
  const [title] = pageTitle("board", page, "Website");
  expect(title?.title).toBe("Sorry, that didn’t work · Tenantry");
});
