import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { shrinkIcon } from "./small-icons.ts";

const folder = join(dirname(Bun.resolveSync("lucide-react", import.meta.dir)), "../esm");

test("an icon keeps its name and paths, and loses keys and notice", () => {
  const code = readFileSync(join(folder, "icons/tag.mjs"), "utf8");
  const small = shrinkIcon(code);
  expect(code).toContain("key:");
  expect(small).not.toMatch(/key:|@license|__iconData\.node;/);
  expect(small).toContain('name: "tag"');
  expect(small.match(/ d: "/g)).toEqual(code.match(/ d: "/g));
});

test("the module that all icons share has the licence notice", () => {
  expect(readFileSync(join(folder, "createLucideIcon.mjs"), "utf8")).toContain("@license lucide-react");
});
