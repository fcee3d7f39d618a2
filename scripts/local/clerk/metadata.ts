import type { Metadata } from "./model.ts";

/** Clerk's merge: objects are merged deeply, and null removes a key. */
export function mergeMetadata(current: Metadata, changes: Metadata | undefined): Metadata {
  const merged = { ...current };
  for (const [key, value] of Object.entries(changes ?? {})) {
    if (value === null) delete merged[key];
    else if (isObject(value)) merged[key] = mergeMetadata(isObject(merged[key]) ? merged[key] : {}, value);
    else merged[key] = value;
  }
  return merged;
}

function isObject(value: unknown): value is Metadata {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
