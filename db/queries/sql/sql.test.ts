import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { generateSql, sqlFolder } from "#scripts/db-sql.ts";
import { cases } from "./cases.ts";

test("the SQL of every query is the reviewed one: run `bun scripts/db-sql.ts` and review the difference", async () => {
  const generated = await generateSql();
  const files = readdirSync(sqlFolder).filter((file) => file.endsWith(".sql"));
  expect(files.sort()).toEqual([...generated.keys()].map((file) => `${file}.sql`).sort());
  for (const [file, text] of generated) {
    expect([file, await Bun.file(join(sqlFolder, `${file}.sql`)).text()]).toEqual([file, text]);
  }
});

test("every exported query of db/queries has a case in cases.ts", async () => {
  const folder = join(sqlFolder, "..");
  const files = readdirSync(folder).filter((file) => /^[a-z-]+\.ts$/.test(file));
  for (const file of files) {
    const name = file.replace(/\.ts$/, "");
    const module: Record<string, unknown> = await import(join(folder, file));
    // Queries are async; a function that builds part of one for another query is not.
    const queries = Object.keys(module).filter((key) => module[key]?.constructor.name === "AsyncFunction");
    expect([name, Object.keys(cases[name] ?? {}).sort()]).toEqual([name, queries.sort()]);
  }
});
