import { createInterface } from "node:readline/promises";

/** Asks the operator, if there is a terminal. */
export type Prompt = { isTerminal: boolean; ask(question: string): Promise<string> };

/** A destructive command was not confirmed. */
export class Refused extends Error {
  override name = "Refused";
  constructor(
    message: string,
    /** There was no terminal to ask on, so --yes was missing. */
    readonly isUsage: boolean,
  ) {
    super(message);
  }
}

/** Asks on stderr, because stdout is for the answer. */
export const standardPrompt: Prompt = {
  isTerminal: process.stdin.isTTY === true,
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    try {
      return await Promise.race([lines.question(question), ended]);
    } finally {
      lines.close();
    }
  },
};

/** Returns when the operator types `word`. @throws Refused otherwise. */
export async function confirmByTyping(prompt: Prompt, word: string, warning: string): Promise<void> {
  if (!prompt.isTerminal) {
    throw new Refused(
      `${warning}\nThis needs a confirmation, but stdin is not a terminal. In scripts pass --yes.`,
      true,
    );
  }
  const typed = await prompt.ask(`${warning}\nType ${word} to continue: `);
  if (typed.trim() !== word) throw new Refused(`You did not type ${word}. Nothing was changed.`, false);
}
