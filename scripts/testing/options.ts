import { parseArgs } from "node:util";

export const phaseNames = ["types", "lint", "unit", "compat", "pooler", "e2e"] as const;
export type PhaseName = (typeof phaseNames)[number];

export type Options = { phases: PhaseName[]; soak: boolean; filters: string[] };

export class UsageError extends Error {
  override name = "UsageError";
}

/** `[--only types,lint,unit,compat,pooler,e2e] [--soak] [filter …]`; a filter names test files by a part of their path. */
export function parseOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const filters = positionals;
  if (!values.only) {
    // Types and lint have no test files, and a filter means that the rest is not wanted.
    const phases = filters.length > 0 ? (["unit", "e2e"] as const) : phaseNames;
    return { phases: [...phases], soak: values.soak, filters };
  }
  const phases = values.only.split(",").map((name) => name.trim());
  const unknown = phases.filter((name) => !isPhaseName(name));
  if (unknown.length > 0)
    throw new UsageError(`--only knows ${phaseNames.join(", ")}, not ${unknown.join(", ")}.`);
  return { phases: phases.filter(isPhaseName), soak: values.soak, filters };
}

function parse(args: string[]) {
  try {
    const options = { only: { type: "string" }, soak: { type: "boolean", default: false } } as const;
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `${reason}\nusage: sh scripts/run test [--only ${phaseNames.join(",")}] [--soak] [filter …]`,
    );
  }
}

function isPhaseName(name: string): name is PhaseName {
  return phaseNames.some((known) => known === name);
}
