import type { Metadata } from "./model.ts";

type Owner = { publicMetadata?: Metadata; privateMetadata?: Metadata; unsafeMetadata?: Metadata };

/** The owner's metadata of each given kind, with the changes merged in. */
export function mergedMetadata(owner: Owner, changes: Owner): Owner {
  const kinds = Object.keys(changes) as (keyof Owner)[];
  return Object.fromEntries(kinds.map((kind) => [kind, merge(owner[kind] ?? {}, changes[kind])]));
}

/** Clerk's merge: objects are merged deeply, and null removes a key. */
function merge(current: Metadata, changes: Metadata = {}): Metadata {
  const merged = { ...current };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete merged[key];
    else if (isObject(value)) merged[key] = merge(isObject(merged[key]) ? merged[key] : {}, value);
    else merged[key] = value;
  }
  return merged;
}

function isObject(value: unknown): value is Metadata {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
