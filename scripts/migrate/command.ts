import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { exitOnInvalidEnv, readScriptEnv } from "#app/env.server.ts";
import { isDomainError } from "#db/errors.ts";

/** What the operator gave: options by name, the words after the command, and the environment. */
export type Given = {
  option(name: string): string | undefined;
  options(name: string): string[] | undefined;
  has(name: string): boolean;
  words: string[];
  ownerUrl: string;
  sealSecret: string;
};

/** A command of `bun scripts/migrate.ts`. `run` returns the exit code. */
export type Command = {
  summary: string;
  usage: string;
  options: ParseArgsOptionsConfig;
  examples: string[];
  /** False for a command that works on files alone. */
  needsDatabase?: boolean;
  run(given: Given): Promise<number>;
};

export class UsageError extends Error {
  override name = "UsageError";
}

export const exitCodes =
  "Exit codes: 0 fine, 1 some tenants failed, 2 usage or configuration, 3 checksum or drift.";

/** Runs a command to its exit code; what goes wrong is said in words, on stderr. */
export async function runCommand(command: Command, args: string[]): Promise<number> {
  try {
    const given = read(command, args);
    if (!given.has("help")) return await command.run(given);
    console.log(helpOf(command));
    return 0;
  } catch (error) {
    return explain(error, command);
  }
}

function read(command: Command, args: string[]): Given {
  const help = { help: { type: "boolean" } } as const;
  const { values, positionals } = parse({ ...command.options, ...help }, args);
  const env =
    values.help || command.needsDatabase === false ? undefined : exitOnInvalidEnv(() => readScriptEnv(), 2);
  return {
    option: (name) => values[name] as string | undefined,
    options: (name) => values[name] as string[] | undefined,
    has: (name) => values[name] === true,
    words: positionals,
    ownerUrl: env?.DATABASE_OWNER_URL ?? "",
    sealSecret: env?.TENANT_SEAL_SECRET ?? "",
  };
}

function parse(options: ParseArgsOptionsConfig, args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export function helpOf({ summary, usage, examples }: Command): string {
  return `${summary}\n\n${usage}\n\n${examples.map((line) => `  ${line}`).join("\n")}\n\n${exitCodes}`;
}

const drift = ["migration", "migration-failed", "seal-changed", "not-migrated"];

function explain(error: unknown, command: Command): number {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n${command.usage.split("\n", 1)[0]}\n--help tells more.`);
    return 2;
  }
  const { message, excerpt } = error as { message?: string; excerpt?: string };
  if (!isDomainError(error)) {
    console.error(`The database could not be worked on: ${message ?? error}. Check DATABASE_OWNER_URL.`);
    return 2;
  }
  console.error([message, excerpt].filter(Boolean).join("\n"));
  return drift.includes(error.code) ? 3 : 2;
}

/** A whole number from `least` up. @throws UsageError */
export function wholeNumber(given: Given, name: string, least: number): number | undefined {
  const value = given.option(name);
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value) && Number(value) >= least) return Number(value);
  throw new UsageError(`--${name} is a whole number from ${least} up, not "${value}".`);
}
