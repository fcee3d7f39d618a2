import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrationsDirectory, readMigrations } from "../migrate/migration-files.ts";

export type MigrationFolder = { directory: string; write(name: string, sql: string): void; remove(): void };

/** A copy of the product's migrations, followed by these tenant files; `name` is without its number. */
export function migrationFolder(files: Record<string, string> = {}): MigrationFolder {
  const directory = mkdtempSync(join(tmpdir(), "tenantry-migrations-"));
  cpSync(migrationsDirectory, directory, { recursive: true });
  let number = readMigrations("tenant").length;
  const write = (name: string, sql: string) => {
    // A down file has the number of its up file.
    if (!name.endsWith(".down.sql")) number += 1;
    writeFileSync(join(directory, "tenant", `${String(number).padStart(4, "0")}_${name}`), sql);
  };
  for (const [name, sql] of Object.entries(files)) write(name, sql);
  return { directory, write, remove: () => rmSync(directory, { recursive: true }) };
}
