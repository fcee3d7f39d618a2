type Words = { readonly [key: string]: string | Words };

/** Merges the messages of all parts, deeply. */
type Merged<Parts extends readonly unknown[]> = Parts extends readonly [infer First, ...infer Rest]
  ? First & Merged<Rest>
  : unknown;

/** @throws an Error when two parts have a text for the same key. */
export function mergeWords<const Parts extends readonly object[]>(parts: Parts): Merged<Parts> {
  return (parts as readonly Words[]).reduce<Words>(merge, {}) as Merged<Parts>;
}

function merge(all: Words, part: Words): Words {
  const merged: Record<string, string | Words> = { ...all };
  for (const [key, value] of Object.entries(part)) {
    const known = merged[key];
    if (known === undefined) merged[key] = value;
    else if (typeof known === "object" && typeof value === "object") merged[key] = merge(known, value);
    else throw new Error(`Two features have a text for "${key}": give one of them another key.`);
  }
  return merged;
}
