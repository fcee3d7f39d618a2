import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError } from "../errors.ts";

export type Scope = "public" | "tenant";
export type Migration = { version: number; name: string; sql: string; checksum: string };

/**
 * The migrations of one scope, in order, numbered from 1 without a gap.
 * @throws DomainError "migration" naming the file that breaks the rule.
 */
export function readMigrations(
  scope: Scope,
  directory = join(import.meta.dir, "../migrations"),
): Migration[] {
  const folder = join(directory, scope);
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql") && !file.endsWith(".down.sql"));
  return files.sort().map((file, index) => readMigration(folder, file, index + 1));
}

function readMigration(folder: string, file: string, expected: number): Migration {
  const [, digits, name] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? [];
  if (!digits || !name) {
    throw new DomainError(
      "migration",
      `${file}: a migration is named NNNN_name.sql, for example 0002_labels.sql.`,
    );
  }
  if (Number(digits) !== expected) {
    const number = String(expected).padStart(4, "0");
    throw new DomainError(
      "migration",
      `${file}: number ${number} comes next; numbers have no gap and no duplicate.`,
    );
  }
  const sql = readFileSync(join(folder, file), "utf8");
  return { version: expected, name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
}
