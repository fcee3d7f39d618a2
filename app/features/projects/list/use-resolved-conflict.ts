import { useState } from "react";

/** Which answers need no notice any more: a row, or what stands in for one that is gone, had them decided upon. */
export type Decided = { has: (answer: unknown) => boolean; add: (answer: unknown) => void };

export function useResolvedConflict(): Decided {
  const [answers, setAnswers] = useState<ReadonlySet<unknown>>(new Set());
  return {
    has: (answer) => answers.has(answer),
    add: (answer) => setAnswers((before) => new Set(before).add(answer)),
  };
}
