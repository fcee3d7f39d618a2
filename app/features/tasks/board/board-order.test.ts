import { expect, test } from "bun:test";
import type { TaskStatus } from "../task-schema.ts";
import { type Columns, moveTo, withMoves } from "./board-order.ts";

const columns = toColumns({ todo: "abc", doing: "d", done: "ef" });

test("a task is shown where it was dropped until the server answers", () => {
  expect(show(withMoves(columns, [moveTo(columns, "a", "todo", 2)]))).toBe("bca|d|ef");
  expect(show(withMoves(columns, [moveTo(columns, "c", "todo", 0)]))).toBe("cab|d|ef");
  expect(show(withMoves(columns, [moveTo(columns, "b", "doing", 0)]))).toBe("ac|bd|ef");
  expect(show(withMoves(columns, [moveTo(columns, "b", "doing", 1)]))).toBe("ac|db|ef");
  expect(show(withMoves(columns, [moveTo(columns, "a", "todo", 0)]))).toBe("abc|d|ef");
});

test("without neighbours a task goes to the end, or to the front of completed tasks; an unknown task changes nothing", () => {
  expect(show(withMoves(columns, [{ id: "a", status: "doing" }]))).toBe("bc|da|ef");
  expect(show(withMoves(columns, [{ id: "a", status: "done", after: "gone" }]))).toBe("bc|d|aef");
  expect(show(withMoves(columns, [{ id: "x", status: "done" }]))).toBe("abc|d|ef");
});

test("several moves apply in order, and a task shows its future status", () => {
  const moves = [moveTo(columns, "a", "doing", 1), { id: "b", status: "doing", after: "a" } as const];
  const moved = withMoves(columns, moves);
  expect(show(moved)).toBe("c|dab|ef");
  expect(moved.doing.map(({ status }) => status)).toEqual(["doing", "doing", "doing"]);
});

function toColumns(ids: Record<TaskStatus, string>): Columns<{ id: string; status: TaskStatus }> {
  const column = (status: TaskStatus) => Array.from(ids[status]).map((id) => ({ id, status }));
  return { todo: column("todo"), doing: column("doing"), done: column("done") };
}

function show({ todo, doing, done }: Columns<{ id: string }>): string {
  return [todo, doing, done].map((column) => column.map(({ id }) => id).join("")).join("|");
}
