import { type Command, runCommand } from "./operator/command.ts";
import { columns } from "./operator/text.ts";
import { create } from "./tenants/create.ts";
import { deleteOne, purge, restore } from "./tenants/delete.ts";
import { link } from "./tenants/link.ts";
import { list } from "./tenants/list.ts";
import { notices } from "./tenants/notices.ts";
import { rename } from "./tenants/rename.ts";
import { show } from "./tenants/show.ts";
import { resume, suspend } from "./tenants/suspend.ts";

// `bun scripts/tenants.ts <command>`: what an operator does to tenants.

const commands: Record<string, Command> = {
  ...{ list, show, create, link, suspend, resume, rename },
  ...{ delete: deleteOne, restore, purge, notices },
};

const [name = "", ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) await runCommand(command, args);
if (name === "--help") {
  console.log(overview());
  process.exit(0);
}
console.error(`${name ? `There is no command "${name}".` : "Which command?"}\n\n${overview()}`);
process.exit(2);

function overview(): string {
  const rows = Object.entries(commands).map(([key, { about }]) => [
    `  ${key}`,
    about.split(/(?<=\.)\s/)[0] ?? "",
  ]);
  return `bun scripts/tenants.ts <command> [--help] [--json]\n\n${columns(rows)}\n\n  bun scripts/tenants.ts list --status suspended`;
}
