import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser, NoBrowser, onPath } from "./browser.ts";

const directory = mkdtempSync(join(tmpdir(), "browser-"));
const quiet = () => {};

test("CHROMIUM_PATH comes first and must be a working browser", async () => {
  const good = fakeBrowser("named/my-browser", 0);
  const bad = fakeBrowser("named/broken", 1);
  expect(await findBrowser(quiet, { CHROMIUM_PATH: good })).toBe(good);
  await expect(findBrowser(quiet, { CHROMIUM_PATH: bad })).rejects.toThrow(NoBrowser);
  await expect(findBrowser(quiet, { CHROMIUM_PATH: join(directory, "nothing") })).rejects.toThrow(
    "CHROMIUM_PATH is",
  );
});

test("a browser on the PATH is found, a broken stub is skipped", async () => {
  fakeBrowser("stubs/chromium-browser", 1);
  const real = fakeBrowser("real/google-chrome", 0);
  const path = `${join(directory, "stubs")}:${join(directory, "real")}`;
  expect(await findBrowser(quiet, { PATH: path }, "/nowhere/chrome")).toBe(real);
});

test("the headless shell is preferred to the full browser", async () => {
  fakeBrowser("both/chromium", 0);
  const shell = fakeBrowser("both/chromium-headless-shell", 0);
  expect(await findBrowser(quiet, { PATH: join(directory, "both") }, "/nowhere/chrome")).toBe(shell);
});

test("Playwright's own comes before the system's", async () => {
  const own = fakeBrowser("own/chrome", 0);
  fakeBrowser("system/chromium", 0);
  expect(await findBrowser(quiet, { PATH: join(directory, "system") }, own)).toBe(own);
});

test("every directory of the PATH is searched, in order", () => {
  const places = onPath("/a:/b");
  expect(places[0]).toBe("/a/chromium-headless-shell");
  expect(places.indexOf("/a/google-chrome")).toBeLessThan(places.indexOf("/b/chromium"));
});

function fakeBrowser(name: string, code: number): string {
  const path = join(directory, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\nexit ${code}\n`);
  chmodSync(path, 0o755);
  return path;
}
