import { type TaskStatus, taskStatuses } from "../task-schema.ts";

export type Columns<Task> = Record<TaskStatus, readonly Task[]>;

/** Where a task was dropped: its neighbours at that moment. */
export type Move = { id: string; status: TaskStatus; after?: string; before?: string };

/** The columns with all pending moves applied, by the same rules as on the server. */
export function withMoves<Task extends { id: string; status: TaskStatus }>(
  columns: Columns<Task>,
  moves: readonly Move[],
): Columns<Task> {
  return moves.reduce(move, columns);
}

/** The move to an index among the other tasks of a column. */
export function moveTo<Task extends { id: string }>(
  columns: Columns<Task>,
  id: string,
  status: TaskStatus,
  index: number,
): Move {
  const others = columns[status].filter((task) => task.id !== id);
  return { id, status, after: others[index - 1]?.id, before: others[index]?.id };
}

function move<Task extends { id: string; status: TaskStatus }>(
  columns: Columns<Task>,
  { id, status, after, before }: Move,
): Columns<Task> {
  const task = taskStatuses.flatMap((one) => columns[one]).find((one) => one.id === id);
  if (!task) return columns;
  const without = (one: TaskStatus) => columns[one].filter((other) => other.id !== id);
  const others = without(status);
  const indexOf = (wanted: string | undefined) => others.findIndex((other) => other.id === wanted);
  const [upper, lower] = [indexOf(after), indexOf(before)];
  const end = status === "done" ? 0 : others.length;
  const index = upper >= 0 ? upper + 1 : lower >= 0 ? lower : end;
  return {
    todo: without("todo"),
    doing: without("doing"),
    done: without("done"),
    [status]: [...others.slice(0, index), { ...task, status }, ...others.slice(index)],
  };
}
