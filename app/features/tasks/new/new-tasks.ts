import { useSyncExternalStore } from "react";

export type NewTask = {
  key: string;
  /** The page of the project's tasks, which takes it. */
  action: string;
  fields: Record<string, string>;
  /** One that is answered lets the next go, and stays until the page shows what became of it. */
  progress: "waiting" | "sent" | "answered" | "refused";
  problem?: string;
};

type Line = {
  tasks: readonly NewTask[];
  /** Of which project they are shown where they were typed. */
  shownAt?: string;
};

// The line belongs to the document, not to one of its pages: whoever goes to another leaves it as it is.
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

/** New tasks go one after the other, so that they stand in the order in which they were typed. */
export function nextOf({ tasks }: Line): NewTask | undefined {
  if (tasks.some(({ progress }) => progress === "sent")) return undefined;
  return tasks.find(({ progress }) => progress === "waiting");
}

/** False when it is under way already: each is sent once. */
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

/** To the end of the line, as a task of its own: the answer to the first attempt is not its answer. */
export function sendAgain({ key, action, fields }: NewTask): void {
  forget(key);
  addNewTask(action, fields);
}

/** @returns what ends it. */
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
