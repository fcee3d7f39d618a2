import { useState } from "react";
import type { TaskDetails } from "./task-details.ts";

/**
 * The version of a task that a form edits. Once someone types, a change by someone else does not replace it; saving then
 * shows both versions.
 */
export function useEditedTask(task: TaskDetails) {
  const [base, setBase] = useState(task);
  const [isDirty, setDirty] = useState(false);
  if (base !== task && (!isDirty || base.id !== task.id)) setBase(task);
  return { base, onInput: () => setDirty(true), onSent: () => setDirty(false) };
}
