import { type Command, runCommand } from "./command.ts";
import { exitCodes } from "./problem.ts";
import { columns } from "./text.ts";

/**
 * Runs one of a program's commands with this process's arguments, and exits.
 * @param preset the command to run if none is named.
 */
export async function runProgram(
  program: string,
  commands: Record<string, Command>,
  preset?: string,
): Promise<never> {
  const [first = "", ...rest] = process.argv.slice(2);
  const isNamed = first !== "" && !first.startsWith("-");
  const name = isNamed ? first : (preset ?? "");
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const overview = overviewOf(program, commands, preset);
  if (first === "--help" || first === "-h" || first === "help") {
    console.log(overview);
    process.exit(0);
  }
  if (command) return await runCommand(command, isNamed ? rest : process.argv.slice(2));
  console.error(`${isNamed ? `Unknown command "${first}".` : "Name a command."}\n\n${overview}`);
  process.exit(2);
}

function overviewOf(program: string, commands: Record<string, Command>, preset?: string): string {
  const rows = Object.entries(commands).map(([name, { about }]) => [
    `  ${name}`,
    about.split(/(?<=\.)\s/)[0] ?? "",
  ]);
  const usage = `${program} ${preset ? "[command]" : "<command>"} [--help] [--json]`;
  const note = preset ? `\nWithout a command it runs ${preset}.` : "";
  return `${usage}${note}\n\n${columns(rows)}\n\n${exitCodes}`;
}
