import { useState } from "react";
import type { TaskDetails } from "./task-details.ts";

/**
 * The task that a form shows. While something is typed into it, somebody else's change does not take its place: whoever
 * saves then is shown both.
 */
export function useEditedTask(task: TaskDetails) {
  const [held, hold] = useState(task);
  const [isTyped, setTyped] = useState(false);
  if (held !== task && (!isTyped || held.id !== task.id)) hold(task);
  return { held, onInput: () => setTyped(true), onSent: () => setTyped(false) };
}
