import type { Refusal } from "../rules.ts";

/** For each rule, statements that it refuses and similar ones that must pass. */
export type Cases = { [rule in Refusal]?: { refused: string; harmless: string } };

/** Each line is one statement. */
export function statementsOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
