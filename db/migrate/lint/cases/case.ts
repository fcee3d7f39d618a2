import type { Refusal } from "../rules.ts";

/** For a rule, what it refuses, and its harmless neighbours: statements that look much alike and must pass. */
export type Cases = { [rule in Refusal]?: { refused: string; harmless: string } };

/** One statement a line. */
export function statementsOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
