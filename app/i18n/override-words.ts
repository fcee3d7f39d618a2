type Words = { [key: string]: Words | unknown };

/** The words of `base`, with those of `changes` in place of its own at any depth. */
export function overrideWords<Base extends object, const Changes extends object>(
  base: Base,
  changes: Changes,
): Base & Changes {
  const words: Words = Object.fromEntries(Object.entries(base));
  for (const [key, change] of Object.entries(changes)) {
    const own = words[key];
    words[key] = isWords(own) && isWords(change) ? overrideWords(own, change) : change;
  }
  return words as Base & Changes;
}

function isWords(value: unknown): value is Words {
  return typeof value === "object" && value !== null;
}
