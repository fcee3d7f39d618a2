import { expect, test } from "bun:test";
import { acceptedLocale, chooseLocale } from "./locale.ts";

test("the browser's preferred language among ours is used, otherwise English", () => {
  expect(acceptedLocale("es-MX,es;q=0.9,en;q=0.8")).toBe("es");
  expect(acceptedLocale("fr-FR,fr;q=0.9,es;q=0.5,en;q=0.7")).toBe("en");
  expect(acceptedLocale("de, es;q=0")).toBe("en");
  expect(acceptedLocale("ES")).toBe("es");
  for (const nothing of [null, "", "*", "q=1;;;,", "es;q=x\u0000"])
    expect(["en", "es"]).toContain(acceptedLocale(nothing));
});

test("a person's choice takes precedence over the workspace's, and that over the browser's", () => {
  expect(chooseLocale({ chosen: "en", workspace: "es", browser: "es" })).toBe("en");
  expect(chooseLocale({ chosen: null, workspace: "es", browser: "en" })).toBe("es");
  expect(chooseLocale({ chosen: null, workspace: null, browser: "es" })).toBe("es");
});
