import { beforeAll, expect, test } from "bun:test";
import { loadMessages } from "#app/i18n/load-messages.ts";
import { pageTitle } from "./page-title.ts";

beforeAll(async () => void (await Promise.all([loadMessages("en"), loadMessages("es")])));

const root = (chosen: string | null) => ({ id: "root", data: { chosen, browser: "en" } });
const workspace = { id: "routes/workspace", data: { workspace: "Acme", locale: "es" } };

test("a title is in the language of its page, and names the workspace", () => {
  expect(pageTitle("projects", { matches: [root("es")] })).toEqual([{ title: "Proyectos · Tenantry" }]);
  expect(pageTitle("projects", { matches: [root(null), workspace] })).toEqual([
    { title: "Proyectos · Acme · Tenantry" },
  ]);
  expect(pageTitle("projects", { matches: [root("en"), workspace] })).toEqual([
    { title: "Projects · Acme · Tenantry" },
  ]);
});

test("where the page failed its title says what happened", () => {
  const [title] = pageTitle("projects", { matches: [root("en")], error: new Error("secret") });
  expect(title?.title).toBe("Something went wrong · Tenantry");
});
