import { parseArgs } from "node:util";

export const groupNames = [
  "requests",
  "guard",
  "page",
  "browser",
  "migrations",
  "identity",
  "memory",
  "fleet",
] as const;
export type GroupName = (typeof groupNames)[number];
export type Options = { groups: GroupName[]; quick: boolean; json: boolean; write: boolean };

const help = `bun scripts/bench [--only ${groupNames.join(",")}] [--quick] [--json] [--write]

Measures on throwaway databases of its own, in less than ten minutes. The machine should have nothing else to do.

  --only   some groups alone
  --quick  fewer and shorter rounds, a fleet of 1,000: to see that it works, not to quote
  --json   the report as JSON
  --write  writes what was measured into docs/benchmarks.md

  bun scripts/bench --only requests --quick
`;

/** The options of the command line. Prints what is wrong with them, or the help, and exits. */
export function readOptions(args: string[]): Options {
  try {
    const flag = { type: "boolean", default: false } as const;
    const { values } = parseArgs({
      args,
      options: { only: { type: "string" }, quick: flag, json: flag, write: flag, help: flag },
    });
    if (values.help) {
      console.log(help);
      process.exit(0);
    }
    const { quick, json, write } = values;
    if (write && quick) throw new Error("--write takes full rounds");
    return { groups: readGroups(values.only), quick, json, write };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
}

function readGroups(only: string | undefined): GroupName[] {
  const wanted = only?.split(",") ?? [...groupNames];
  const unknown = wanted.filter((name) => !groupNames.some((group) => group === name));
  if (unknown.length > 0) throw new Error(`There is no group ${unknown.join(", ")}`);
  return groupNames.filter((group) => wanted.includes(group));
}
