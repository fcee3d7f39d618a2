import { useSyncExternalStore } from "react";

export type NewTask = {
  key: string;
  /** The project's page, whose action creates it. */
  action: string;
  fields: Record<string, string>;
  /** An answered task lets the next one be sent, and stays until the page shows the outcome. */
  progress: "waiting" | "sent" | "answered" | "refused";
  problem?: string;
};

type Line = {
  tasks: readonly NewTask[];
  /** The project whose tasks are shown where they were typed. */
  shownAt?: string;
};

// The queue belongs to the document, not to a page: navigation leaves it unchanged.
const nobody: Line = { tasks: [] };
let line = nobody;
let count = 0;
const listeners = new Set<() => void>();

export function useNewTasks(): Line {
  return useSyncExternalStore(
    subscribe,
    () => line,
    () => nobody,
  );
}

export function addNewTask(action: string, fields: Record<string, string>): void {
  const key = `new-task-${Date.now()}-${count++}`;
  change({ tasks: [...line.tasks, { key, action, fields, progress: "waiting" }] });
}

/** New tasks are sent one at a time, which preserves their order. */
export function nextOf({ tasks }: Line): NewTask | undefined {
  if (tasks.some(({ progress }) => progress === "sent")) return undefined;
  return tasks.find(({ progress }) => progress === "waiting");
}

/** False if it is already being sent: each is sent once. */
export function beginToSend(key: string): boolean {
  if (nextOf(line)?.key !== key) return false;
  update(key, { progress: "sent" });
  return true;
}

export function letNextGo(key: string): void {
  if (line.tasks.some((task) => task.key === key && task.progress === "sent"))
    update(key, { progress: "answered" });
}

export function refuse(key: string, problem: string): void {
  update(key, { progress: "refused", problem });
}

export function forget(key: string): void {
  change({ tasks: line.tasks.filter((task) => task.key !== key) });
}

/** Moves it to the end of the queue with a new id, so that the answer to the first attempt is not taken for its own. */
export function sendAgain({ key, action, fields }: NewTask): void {
  forget(key);
  addNewTask(action, fields);
}

/** @returns the function that unsubscribes. */
export function showAt(action: string): () => void {
  change({ shownAt: action });
  return () => {
    if (line.shownAt === action) change({ shownAt: undefined });
  };
}

function update(key: string, news: Partial<NewTask>): void {
  change({ tasks: line.tasks.map((task) => (task.key === key ? { ...task, ...news } : task)) });
}

function change(news: Partial<Line>): void {
  line = { ...line, ...news };
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}
