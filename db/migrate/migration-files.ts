import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DomainError } from "../errors.ts";

export type Scope = "public" | "tenant";

export type Migration = {
  version: number;
  name: string;
  /** The file's name, without its folder. */
  file: string;
  scope: Scope;
  sql: string;
  /** SHA-256 of the text, in hex. */
  checksum: string;
  /** The text of NNNN_name.down.sql, if there is one. */
  down?: string;
  /** False for a single statement that PostgreSQL runs only outside a transaction, such as CREATE INDEX CONCURRENTLY. */
  transaction: boolean;
  /** How long it waits for a lock, in PostgreSQL's notation ("2s"), if the file says so. */
  lockTimeout?: string;
};

export const migrationsDirectory = join(import.meta.dir, "../migrations");

/**
 * The migrations of one scope, in order, numbered from 1 without a gap.
 * @throws DomainError "migration" naming the file that breaks the rule.
 */
export function readMigrations(scope: Scope, directory = migrationsDirectory): Migration[] {
  const folder = join(directory, scope);
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  const forward = files.filter((file) => !file.endsWith(".down.sql")).sort();
  const stray = files.find(
    (file) => file.endsWith(".down.sql") && !forward.includes(file.replace(/\.down\.sql$/, ".sql")),
  );
  if (stray) throw refused(stray, "there is no migration that it would undo");
  return forward.map((file, index) => readMigration(scope, join(folder, file), index + 1));
}

function readMigration(scope: Scope, path: string, expected: number): Migration {
  const file = basename(path);
  const [, digits, name] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? [];
  if (!digits || !name)
    throw refused(file, "a migration is named NNNN_name.sql, for example 0002_labels.sql");
  if (Number(digits) !== expected) {
    const number = String(expected).padStart(4, "0");
    throw refused(file, `number ${number} comes next; numbers have no gap and no duplicate`);
  }
  const sql = readFileSync(path, "utf8");
  const downPath = path.replace(/\.sql$/, ".down.sql");
  return {
    version: expected,
    name,
    file,
    scope,
    sql,
    checksum: createHash("sha256").update(sql).digest("hex"),
    ...(existsSync(downPath) && { down: readFileSync(downPath, "utf8") }),
    ...readHeader(file, sql),
  };
}

/** The options in the comment at the top: `-- transaction: off` and `-- lock_timeout: 2s`. */
function readHeader(file: string, sql: string): Pick<Migration, "transaction" | "lockTimeout"> {
  const header = /^(?:\s*--.*\n)*/.exec(`${sql}\n`)?.[0] ?? "";
  const options = new Map(
    [...header.matchAll(/^\s*--\s*(transaction|lock_timeout)\s*:\s*(.*?)\s*$/gm)].map(([, key, value]) => [
      key,
      value ?? "",
    ]),
  );
  const transaction = options.get("transaction") ?? "on";
  if (!["on", "off"].includes(transaction)) throw refused(file, "`-- transaction:` is on or off");
  const lockTimeout = options.get("lock_timeout");
  if (lockTimeout !== undefined && !isDuration(lockTimeout)) {
    throw refused(file, "`-- lock_timeout:` is a time such as 500ms or 2s");
  }
  return { transaction: transaction === "on", ...(lockTimeout !== undefined && { lockTimeout }) };
}

/** A time in PostgreSQL's notation: a whole number of milliseconds, seconds or minutes. */
export function isDuration(value: string): boolean {
  return /^[1-9]\d{0,5}(ms|s|min)$/.test(value);
}

function refused(file: string, reason: string): DomainError {
  return new DomainError("migration", `${file}: ${reason}.`);
}
