import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrationFolder } from "../testing/migration-folder.ts";
import { readMigrations } from "./migration-files.ts";

test("options stand in the comment at the top, and nowhere else", () => {
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

test("an option with a value that is none is refused by the file's name", () => {
  const refusal = (header: string) => {
    try {
      return read(`${header}\nselect 1;`).file;
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refusal("-- transaction: none")).toContain("_one.sql: `-- transaction:` is on or off");
  for (const value of ["2", "0s", "1h", "", "2s; drop table users", "-1ms"]) {
    expect(refusal(`-- lock_timeout: ${value}`)).toContain("_one.sql: `-- lock_timeout:` is a time such as");
  }
});

test("a way back without its way there is refused", () => {
  const folder = migrationFolder();
  try {
    writeFileSync(join(folder.directory, "tenant", "0900_gone.down.sql"), "select 1;");
    expect(() => readMigrations("tenant", folder.directory)).toThrow(
      "0900_gone.down.sql: there is no migration that it would undo",
    );
  } finally {
    folder.remove();
  }
});

function read(sql: string) {
  const folder = migrationFolder({ "one.sql": sql });
  try {
    const migration = readMigrations("tenant", folder.directory).at(-1);
    if (!migration) throw new Error("The file was not read");
    return migration;
  } finally {
    folder.remove();
  }
}
