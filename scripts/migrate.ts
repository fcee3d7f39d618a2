import { baseline } from "./migrate/baseline.ts";
import { check } from "./migrate/check.ts";
import { type Command, exitCodes, runCommand } from "./migrate/command.ts";
import { down } from "./migrate/down.ts";
import { lint } from "./migrate/lint.ts";
import { create } from "./migrate/new.ts";
import { rekey } from "./migrate/rekey.ts";
import { repair } from "./migrate/repair.ts";
import { status } from "./migrate/status.ts";
import { up } from "./migrate/up.ts";
import { verify } from "./migrate/verify.ts";

// `bun scripts/migrate.ts [command]`: the fleet's migrations. Without a command it is `up`.

const commands: Record<string, Command> = {
  up,
  status,
  verify,
  down,
  baseline,
  repair,
  rekey,
  check,
  lint,
  new: create,
};

const [first, ...rest] = process.argv.slice(2);
process.exit(await dispatch());

async function dispatch(): Promise<number> {
  if (first === "--help" || first === "-h" || first === "help") {
    console.log(help());
    return 0;
  }
  if (first === undefined || first.startsWith("-")) return await runCommand(up, process.argv.slice(2));
  const command = commands[first];
  if (command) return await runCommand(command, rest);
  console.error(`There is no command ${first}.\n\n${help()}`);
  return 2;
}

function help(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return `bun scripts/migrate.ts [command] [options]; --help after a command tells its options.\n\n${lines.join("\n")}\n\n${exitCodes}`;
}
