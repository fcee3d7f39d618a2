import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type postgres from "postgres";
import { InvalidEnvironment, readScriptEnv } from "#app/env.server.ts";
import { isDomainError } from "#db/errors.ts";
import { sealCheckValue } from "#db/guard.ts";
import { assertSeal } from "#db/migrate/migrate.ts";
import { connectAsOperator } from "#db/migrate/operator.ts";
import type { Source } from "../local/child-environments.ts";
import { operatorEnvironment } from "./environment.ts";
import { confirmByTyping, type Prompt, Refused, standardPrompt } from "./prompt.ts";
import { NotDevelopment } from "./refuse-production.ts";

/** One command of an operator's script. All take --json and --help. */
export type Command = {
  /** With the program in front: `bun scripts/empty.ts <slug>`. Words in <> are required, in [] not. */
  usage: string;
  about: string;
  example: string;
  options?: ParseArgsOptionsConfig;
  /** Connections it may open; 1 unless told. */
  connections?: number;
  /** It can work on a database that was never migrated. */
  onEmptyDatabase?: boolean;
  run(call: Call): Promise<Answer>;
};

export type Call = {
  sql: postgres.Sql;
  ownerUrl: string;
  sealSecret: string;
  source: Source;
  /** The words after the command, by the names that `usage` gives them; those left out are "". */
  word(name: string): string;
  text(option: string): string | undefined;
  flag(option: string): boolean;
  /** Goes on with --yes, or when somebody at the terminal types `word`. */
  confirm(word: string, warning: string): Promise<void>;
};

/** What is printed: `json` with --json, `text` without. `failed` ends with exit code 1. */
export type Answer = { text: string; json: unknown; failed?: boolean };

export type Outcome = { code: 0 | 1 | 2; out: string; err: string };

export class UsageError extends Error {
  override name = "UsageError";
}

const common: ParseArgsOptionsConfig = { json: { type: "boolean" }, help: { type: "boolean" } };

/** Runs the command with the arguments of this process, prints what it says and exits. */
export async function runCommand(command: Command, args = process.argv.slice(2)): Promise<never> {
  const { code, out, err } = await execute(command, args, operatorEnvironment(), standardPrompt);
  if (err) console.error(err);
  if (out) console.log(out);
  process.exit(code);
}

/** Exit codes: 0 fine; 1 it could not be done; 2 wrong usage or configuration. Other errors are thrown. */
export async function execute(
  command: Command,
  args: string[],
  source: Source,
  prompt: Prompt,
): Promise<Outcome> {
  try {
    const parsed = parse(command, args);
    if (parsed.flag("help")) return { code: 0, out: helpOf(command), err: "" };
    const answer = await connected(command, source, (sql, env) =>
      command.run({ ...parsed, ...env, sql, source, confirm: confirmation(parsed.flag("yes"), prompt) }),
    );
    const out = parsed.flag("json") ? JSON.stringify(answer.json, null, 2) : answer.text;
    return { code: answer.failed ? 1 : 0, out, err: "" };
  } catch (error) {
    return outcomeOf(error, command, args.includes("--json"));
  }
}

export function helpOf({ usage, about, example }: Command): string {
  return `${usage}\n\n${about}\nExit codes: 0 fine, 1 it could not be done, 2 usage or configuration.\n\n  ${example}`;
}

function parse({ usage, options }: Command, args: string[]): Pick<Call, "word" | "text" | "flag"> {
  const { values, positionals } = parseArgs({
    args,
    options: { ...common, ...options },
    allowPositionals: true,
  });
  const names = [...usage.replace(/\[--.*|--.*/, "").matchAll(/([<[])([a-z-]+)[>\]]/g)];
  const required = names.filter(([, bracket]) => bracket === "<");
  const missing = required[positionals.length];
  if (missing && !values.help) throw new UsageError(`${missing[0]} is missing`);
  if (positionals.length > names.length) throw new UsageError(`"${positionals[names.length]}" is too much`);
  return {
    word: (name) => positionals[names.findIndex((match) => match[2] === name)] ?? "",
    text: (option) => (typeof values[option] === "string" ? values[option] : undefined),
    flag: (option) => values[option] === true,
  };
}

/** Everything that goes through the guard would find no rows, and say nothing, under another seal: so it is checked first. */
async function connected(
  { connections, onEmptyDatabase }: Command,
  source: Source,
  fn: (sql: postgres.Sql, env: Pick<Call, "ownerUrl" | "sealSecret">) => Promise<Answer>,
): Promise<Answer> {
  const env = readScriptEnv(source);
  const sql = connectAsOperator(env.DATABASE_OWNER_URL, "tenantry operator", connections);
  try {
    if (!onEmptyDatabase) {
      const [seal] = await sql<{ check_value: string }[]>`select check_value from public.seal`;
      assertSeal(seal?.check_value, sealCheckValue(env.TENANT_SEAL_SECRET));
    }
    return await fn(sql, { ownerUrl: env.DATABASE_OWNER_URL, sealSecret: env.TENANT_SEAL_SECRET });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function confirmation(isGiven: boolean, prompt: Prompt): Call["confirm"] {
  return async (word, warning) => {
    if (!isGiven) await confirmByTyping(prompt, word, warning);
  };
}

function outcomeOf(error: unknown, command: Command, json: boolean): Outcome {
  const problem = problemOf(error);
  if (!problem) throw error;
  const { code, name, message } = problem;
  const help = name === "usage" && !(error instanceof Refused) ? `\n\n${helpOf(command)}` : "";
  const out = json ? JSON.stringify({ error: { code: name, message } }, null, 2) : "";
  return { code, out, err: message + help };
}

type Problem = { code: 1 | 2; name: string; message: string };

/** Undefined for what nobody foresaw. */
function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message } = error;
  const code = String((error as { code?: unknown }).code ?? "");
  if (error instanceof UsageError || code.startsWith("ERR_PARSE_ARGS"))
    return { code: 2, name: "usage", message };
  if (error instanceof Refused) return { code: error.isUsage ? 2 : 1, name: "not-confirmed", message };
  if (error instanceof NotDevelopment) return { code: 2, name: "not-development", message };
  if (error instanceof InvalidEnvironment) return { code: 2, name: "configuration", message };
  if (isDomainError(error)) {
    const isConfiguration = error.code === "seal-changed" || error.code === "not-migrated";
    return { code: isConfiguration ? 2 : 1, name: error.code, message };
  }
  // 42703, 42P01, 42883, 3F000: a column, table, function or schema that a migration would have made.
  if (/^(42703|42P01|42883|3F000)$/.test(code)) {
    const advice = `The database does not fit this release: ${message}. Run: bun scripts/migrate.ts`;
    return { code: 2, name: "not-migrated", message: advice };
  }
  if (code === "55P03") {
    return {
      code: 1,
      name: "in-use",
      message: "A transaction kept its tables. Try again, without the app running.",
    };
  }
  if (/^(ECONN|ENOTFOUND|ETIMEDOUT|CONNECT|28|3D000|57P0[123])/.test(code)) {
    const advice = `The database cannot be reached: ${message || code}. Check DATABASE_OWNER_URL.`;
    return { code: 2, name: "configuration", message: advice };
  }
  return undefined;
}
