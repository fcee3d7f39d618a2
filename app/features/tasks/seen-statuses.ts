import type { TaskStatus } from "./task-schema.ts";

/**
 * The statuses a task may have without somebody else's doing: what is shown, and what stood there before a move of one's
 * own that is under way. Whether that has arrived only the server knows.
 */
export function seenStatuses(shown: readonly TaskStatus[], underWay: FormData | undefined): string[] {
  const before = underWay?.getAll("wasStatus").filter((value) => typeof value === "string") ?? [];
  return [...new Set([...shown, ...before])];
}
