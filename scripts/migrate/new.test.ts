import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { lintFiles } from "#db/migrate/lint/lint-files.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { migrationFolder } from "#db/testing/migration-folder.ts";
import { createFile } from "./new.ts";

test("a new file has the next number, is refused while it is empty, and overwrites nothing", async () => {
  const { directory, remove } = migrationFolder();
  try {
    for (const scope of ["tenant", "public"] as const) {
      const count = readMigrations(scope, directory).length;
      const path = createFile(scope, "labels", directory);
      expect(basename(path)).toBe(`${String(count + 1).padStart(4, "0")}_labels.sql`);
      expect(readFileSync(path, "utf8")).toStartWith("-- What this is for.");
      const files = readMigrations(scope, directory);
      expect(files).toHaveLength(count + 1);
      const [linted] = await lintFiles(files, count);
      expect(linted?.problems).toMatchObject([{ rule: "empty" }]);
      expect(basename(createFile(scope, "labels", directory))).toBe(
        `${String(count + 2).padStart(4, "0")}_labels.sql`,
      );
    }
  } finally {
    remove();
  }
});
