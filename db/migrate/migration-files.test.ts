import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Migration, readMigrations } from "./migration-files.ts";

test("options are read from the comment at the top of the file only", () => {
  const sql = "select 1;";
  expect(read(sql)).toMatchObject({ transaction: true });
  expect(read(`-- What it is for.\n--transaction:off\n-- lock_timeout: 500ms\n${sql}`)).toMatchObject({
    transaction: false,
    lockTimeout: "500ms",
  });
  expect(read(`-- transaction: on\n${sql}`)).toMatchObject({ transaction: true });
  expect(read(`${sql}\n-- transaction: off\n`)).toMatchObject({ transaction: true });
  expect(read(`-- lock_timeout: 2s\n${sql}`)).not.toHaveProperty("down");
});

test("an invalid option is refused, and the file is named", () => {
  expect(() => read("-- transaction: none")).toThrow("0001_one.sql: `-- transaction:` is on or off");
  for (const value of ["2", "0s", "1h", "", "2s; drop table users", "-1ms"]) {
    expect(() => read(`-- lock_timeout: ${value}`)).toThrow(
      "0001_one.sql: `-- lock_timeout:` is a time such as",
    );
  }
});

/** File names, and the names of the migrations or the reason why they are refused. */
const folders: [string[], string[] | string][] = [
  [
    ["0001_a.sql", "0002_b.sql", "0002_b.down.sql"],
    ["a", "b"],
  ],
  [["0001_a.sql", "0003_c.sql"], "0003_c.sql: number 0002 comes next"],
  [["0001_a.sql", "0001_b.sql"], "0001_b.sql: number 0002 comes next"],
  [["1_a.sql"], "a migration is named NNNN_name.sql"],
  [["0001_a.sql", "0900_gone.down.sql"], "0900_gone.down.sql: there is no migration that it would undo"],
];
for (const [files, outcome] of folders) {
  test(`files are numbered from 1 without a gap or a stray down file: ${files.join(", ")}`, () => {
    const names = () =>
      readFolder(Object.fromEntries(files.map((file) => [file, "select 1;"]))).map(({ name }) => name);
    if (typeof outcome === "string") expect(names).toThrow(outcome);
    else expect(names()).toEqual(outcome);
  });
}

function read(sql: string): Migration | undefined {
  return readFolder({ "0001_one.sql": sql })[0];
}

function readFolder(files: Record<string, string>): Migration[] {
  const folder = mkdtempSync(join(tmpdir(), "migrations-"));
  try {
    mkdirSync(join(folder, "tenant"));
    for (const [file, sql] of Object.entries(files)) writeFileSync(join(folder, "tenant", file), sql);
    return readMigrations("tenant", folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
