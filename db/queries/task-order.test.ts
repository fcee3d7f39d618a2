import { afterAll, beforeAll, expect, test } from "bun:test";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { person } from "../testing/people.ts";
import { listAuditLines } from "./audit-trail.ts";
import { createProject } from "./projects.ts";
import type { TaskStatus } from "./task.ts";
import { listTasks } from "./task-list.ts";
import type { Place } from "./task-order.ts";
import { placeTask } from "./task-place.ts";
import { createTask, getTask } from "./tasks.ts";

let db: TestDatabase;
const ann = { id: "ann", requestId: "r" };

beforeAll(async () => {
  db = await createTestDatabase();
  await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, db.acme, [person("ann")]);
});
afterAll(() => db.close());

test("new tasks go to the end of their column, finished ones to the top", async () => {
  const board = await newBoard(["a", "b", "c"]);
  await board.place("a", { status: "done" });
  await board.place("b", { status: "done" });
  expect(await board.column("todo")).toBe("c");
  expect(await board.column("done")).toBe("b a");
  await board.place("a", { status: "todo" });
  expect(await board.column("todo")).toBe("c a");
});

test("a task moves between two neighbours, to the top, or to another column", async () => {
  const board = await newBoard(["a", "b", "c", "d"]);
  await board.place("d", { status: "todo", after: board.id("a"), before: board.id("b") });
  expect(await board.column("todo")).toBe("a d b c");
  await board.place("c", { status: "todo", before: board.id("a") });
  expect(await board.column("todo")).toBe("c a d b");
  await board.place("a", { status: "doing" });
  await board.place("b", { status: "doing", after: board.id("a") });
  expect([await board.column("todo"), await board.column("doing")]).toEqual(["c d", "a b"]);
  await board.place("a", { status: "doing", after: board.id("b") });
  expect(await board.column("doing")).toBe("b a");
});

test("a neighbour that has moved is ignored: the other one counts, or else the end", async () => {
  const board = await newBoard(["a", "b", "c", "d"]);
  await board.place("a", { status: "done" });
  await board.place("d", { status: "todo", after: board.id("a"), before: board.id("c") });
  expect(await board.column("todo")).toBe("b d c");
  await board.place("b", { status: "todo", after: board.id("a"), before: crypto.randomUUID() });
  expect(await board.column("todo")).toBe("d c b");
  const other = await newBoard(["x", "y"]);
  await board.place("c", { status: "todo", after: other.id("x"), before: other.id("y") });
  expect(await board.column("todo")).toBe("d b c");
  // A page that has already moved the task names it as its own neighbour.
  await board.place("d", { status: "todo", after: board.id("d"), before: board.id("d") });
  expect(await board.column("todo")).toBe("b c d");
});

test("when a gap gets too small, the column is renumbered and nothing else changes", async () => {
  const board = await newBoard(["a", "z", "m", "n"]);
  const before = await read((tx) => getTask(tx, board.id("z")));
  for (let times = 0; times < 40; times++) {
    const [mover, other] = times % 2 ? ["m", "n"] : ["n", "m"];
    await board.place(mover as string, {
      status: "todo",
      after: board.id("a"),
      before: times === 0 ? board.id("z") : board.id(other as string),
    });
  }
  expect(await board.column("todo")).toBe("a m n z");
  const positions = await read((tx) =>
    tx
      .selectFrom("tasks")
      .select("position")
      .where("project_id", "=", board.project)
      .orderBy("position")
      .execute(),
  );
  const gaps = positions.slice(1).map(({ position }, index) => position - (positions[index]?.position ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(1e-9);
  expect(positions.at(-1)?.position).toBeGreaterThanOrEqual(4);
  expect(await read((tx) => getTask(tx, board.id("z")))).toEqual(before);
});

test("many concurrent moves into one gap leave no ties and no deadlock", async () => {
  const names = Array.from("cdefghijkl");
  const board = await newBoard(["a", "b", ...names]);
  const place = { status: "todo", after: board.id("a"), before: board.id("b") } as const;
  await Promise.all(names.map((name) => board.place(name, place)));
  const [first, ...rest] = (await board.column("todo")).split(" ");
  expect([first, rest.at(-1), [...rest].sort().join("")]).toEqual(["a", "b", `b${names.join("")}`]);
  const rows = await read((tx) =>
    tx.selectFrom("tasks").select("position").where("project_id", "=", board.project).execute(),
  );
  expect(new Set(rows.map(({ position }) => position)).size).toBe(12);
  const statuses = ["todo", "doing", "done"] as const;
  const moves = Array.from({ length: 45 }, (_, index) => {
    const [task, after] = [names[(index * 7) % 10] as string, names[(index * 3 + 1) % 10] as string];
    return board.place(task, { status: statuses[index % 3] ?? "todo", after: board.id(after) });
  });
  await Promise.all(moves);
});

test("a move within a column changes neither version nor log; a move across columns changes both", async () => {
  const board = await newBoard(["a", "b"]);
  const id = board.id("a");
  const before = await read((tx) => getTask(tx, id));
  await board.place("a", { status: "todo", after: board.id("b") });
  expect(await read((tx) => getTask(tx, id))).toEqual(before);
  await board.place("a", { status: "doing" });
  await board.place("a", { status: "doing" });
  expect(await read((tx) => getTask(tx, id))).toMatchObject({ status: "doing", version: 2 });
  const lines = await read((tx) => listAuditLines(tx, { targetType: "task" }, { limit: 100 }));
  expect(lines.filter(({ targetId, action }) => targetId === id && action === "task.updated")).toMatchObject([
    { before: { status: "todo" }, after: { status: "doing" } },
  ]);
});

/** A project whose tasks are named by their titles. */
async function newBoard(titles: string[]) {
  const fields = { name: "Board", description: "", color: "blue", ownerId: "ann" };
  const project = await write((tx) => createProject(tx, fields));
  const ids = new Map<string, string>();
  for (const title of titles) ids.set(title, await write((tx) => createTask(tx, project, { title }, ann)));
  const id = (title: string) => ids.get(title) ?? "";
  return {
    project,
    id,
    place: (title: string, place: Place) =>
      write((tx) => placeTask(tx, id(title), place, ["todo", "doing", "done"], ann)),
    column: async (status: TaskStatus) => {
      const rows = await read((tx) => listTasks(tx, project, { status }, { sort: "board", limit: 50 }));
      return rows.map(({ title }) => title).join(" ");
    },
  };
}

function write<T>(fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
  return inTenant(db.acme, options, fn);
}

function read<T>(fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  return inTenant(db.acme, options, fn);
}
