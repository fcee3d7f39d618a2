import { useState } from "react";

/** The answers whose notice was dismissed, in the row or in its replacement if the row has left the list. */
export type ResolvedConflicts = { has: (answer: unknown) => boolean; add: (answer: unknown) => void };

export function useResolvedConflicts(): ResolvedConflicts {
  const [answers, setAnswers] = useState<ReadonlySet<unknown>>(new Set());
  return {
    has: (answer) => answers.has(answer),
    add: (answer) => setAnswers((before) => new Set(before).add(answer)),
  };
}
