import { createInterface } from "node:readline/promises";

/** Somebody who can be asked, or not. */
export type Prompt = { isTerminal: boolean; ask(question: string): Promise<string> };

/** A destructive command that was not confirmed. */
export class Refused extends Error {
  override name = "Refused";
  constructor(
    message: string,
    /** Nobody was there to be asked: that is a matter of how the command was called. */
    readonly isUsage: boolean,
  ) {
    super(message);
  }
}

/** The question goes to stderr, so that stdout stays what the command answers. */
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

/** Goes on when `word` was typed. @throws Refused. */
export async function confirmByTyping(prompt: Prompt, word: string, warning: string): Promise<void> {
  if (!prompt.isTerminal) {
    throw new Refused(
      `${warning}\nNobody is there to confirm it: stdin is no terminal. Scripts pass --yes.`,
      true,
    );
  }
  const typed = await prompt.ask(`${warning}\nType ${word} to go on: `);
  if (typed.trim() !== word) throw new Refused(`That is not ${word}. Nothing was changed.`, false);
}
