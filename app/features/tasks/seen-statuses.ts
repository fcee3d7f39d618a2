import type { TaskStatus } from "./task-schema.ts";

/**
 * The statuses a task may have if no one else moved it: the one shown, and the one before the member's own pending move.
 * Only the server knows whether that move was applied.
 */
export function seenStatuses(shown: readonly TaskStatus[], underWay: FormData | undefined): string[] {
  const before = underWay?.getAll("wasStatus").filter((value) => typeof value === "string") ?? [];
  return [...new Set([...shown, ...before])];
}
