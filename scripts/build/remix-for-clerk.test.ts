import { expect, test } from "bun:test";
import { dirname, join } from "node:path";
import { hooksForClerk } from "./remix-for-clerk.ts";

test("Clerk's SDK uses exactly the Remix hooks that the browser bundle provides", async () => {
  const dist = dirname(Bun.resolveSync("@clerk/remix", import.meta.dir));
  const used = new Set<string>();
  for (const file of new Bun.Glob("**/*.js").scanSync(dist)) {
    const text = await Bun.file(join(dist, file)).text();
    const [, module] = /var (\w+) = require\("@remix-run\/react"\)/.exec(text) ?? [];
    if (!module) continue;
    for (const [, hook = ""] of text.matchAll(new RegExp(`\\b${module}\\.(\\w+)`, "g"))) used.add(hook);
  }
  expect([...used].sort()).toEqual(hooksForClerk);
});
