import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type postgres from "postgres";
import { readScriptEnv } from "#app/env.server.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { assertSeal, listSealsInForce } from "#db/migrate/seal/seal-check.ts";
import type { Source } from "#scripts/local/dev/plan.ts";
import { operatorEnvironment } from "./environment.ts";
import { type ExitCode, exitCodes, problemOf, UsageError } from "./problem.ts";
import { confirmByTyping, type Prompt, Refused, standardPrompt } from "./prompt.ts";

export { UsageError } from "./problem.ts";

/** One command of an operator's script. Every command accepts --json and --help. */
export type Command = {
  /** One line that starts with the program: `bun scripts/empty.ts <slug>`. <word> is required, [word] optional, [slug…] repeatable. */
  usage: string;
  /** The first line or sentence is shown in the list of commands. */
  about: string;
  /** One per line. */
  example: string;
  options?: ParseArgsOptionsConfig;
  /** How many connections it may open, 1 by default. */
  connections?: number;
  /** It checks the seal itself, or works on a database that was never migrated. */
  onEmptyDatabase?: boolean;
  /** It works only on files. */
  withoutDatabase?: boolean;
  run(call: Call): Promise<Answer>;
};

export type Call = {
  sql: postgres.Sql;
  ownerUrl: string;
  sealSecret: string;
  source: Source;
  /** An argument by its name in `usage`; "" if left out. */
  word(name: string): string;
  words: string[];
  text(option: string): string | undefined;
  /** All values of an option that may be repeated. */
  texts(option: string): string[] | undefined;
  flag(option: string): boolean;
  /** Continues with --yes, or when the operator types `word`. @throws Refused otherwise. */
  confirm(word: string, warning: string): Promise<void>;
};

/** What is printed: `json` with --json, otherwise `text`. */
export type Answer = { text: string; json: unknown; code?: ExitCode };

export type Outcome = { code: ExitCode; out: string; err: string };

const common: ParseArgsOptionsConfig = { json: { type: "boolean" }, help: { type: "boolean" } };

/** Runs the command with this process's arguments, prints its answer and exits. */
export async function runCommand(command: Command, args = process.argv.slice(2)): Promise<never> {
  const { code, out, err } = await execute(command, args, operatorEnvironment(), standardPrompt);
  if (err) console.error(err);
  if (out) console.log(out);
  process.exit(code);
}

/** Runs the command and describes expected errors. Unexpected ones are thrown. */
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
    return { code: answer.code ?? 0, out, err: "" };
  } catch (error) {
    return outcomeOf(error, command, args.includes("--json"));
  }
}

export function helpOf({ usage, about, example }: Command): string {
  return `${usage}\n\n${about}\n\n${exitCodes}\n\n  ${example.replaceAll("\n", "\n  ")}`;
}

function parse(
  { usage, options }: Command,
  args: string[],
): Pick<Call, "word" | "words" | "text" | "texts" | "flag"> {
  const { values, positionals } = parseArgs({
    args,
    options: { ...common, ...options },
    allowPositionals: true,
  });
  const names = [...usage.replace(/\[--.*|--.*/, "").matchAll(/([<[])([a-z|-]+)(…?)[>\]]/g)];
  const required = names.filter(([, bracket]) => bracket === "<");
  const missing = required[positionals.length];
  if (missing && !values.help) throw new UsageError(`${missing[0]} is missing`);
  if (positionals.length > names.length && !names.at(-1)?.[3])
    throw new UsageError(`Unexpected argument "${positionals[names.length]}"`);
  return {
    word: (name) => positionals[names.findIndex((match) => match[2] === name)] ?? "",
    words: positionals,
    text: (option) => (typeof values[option] === "string" ? values[option] : undefined),
    texts: (option) => values[option] as string[] | undefined,
    flag: (option) => values[option] === true,
  };
}

/** Checks the seal first: with another secret every query through the guard would silently find no rows. */
async function connected(
  { connections, onEmptyDatabase, withoutDatabase }: Command,
  source: Source,
  fn: (sql: postgres.Sql, env: Pick<Call, "ownerUrl" | "sealSecret">) => Promise<Answer>,
): Promise<Answer> {
  const env = withoutDatabase ? unset : readScriptEnv(source);
  const sql = connectAsOwner(env.DATABASE_OWNER_URL, "tenantry operator", connections);
  try {
    if (!onEmptyDatabase && !withoutDatabase) {
      assertSeal(await listSealsInForce(sql), env.TENANT_SEAL_SECRET);
    }
    return await fn(sql, { ownerUrl: env.DATABASE_OWNER_URL, sealSecret: env.TENANT_SEAL_SECRET });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const unset = { DATABASE_OWNER_URL: "", TENANT_SEAL_SECRET: "" };

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
