import { afterAll, beforeAll, expect, test } from "bun:test";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { person } from "../testing/people.ts";
import { createProject } from "./projects.ts";
import { countTasks, listTasks, type TaskFilter, type TaskSort } from "./task-list.ts";
import { createTask, type NewTask, updateTask } from "./tasks.ts";

let db: TestDatabase;
let project: string;
const ann = { id: "ann", requestId: "r" };
const today = "2026-11-25";

const tasks: NewTask[] = [
  { title: "Late", dueOn: "2026-11-24", assigneeId: "ann" },
  { title: "Late but done", dueOn: "2026-11-24", status: "done", assigneeId: "ann" },
  { title: "Now", dueOn: today, status: "doing", assigneeId: "bob" },
  { title: "Six days on", dueOn: "2026-12-01" },
  { title: "Seven days on", dueOn: "2026-12-02" },
  { title: "ÑANDÚ 100%", notes: "Nothing to see" },
  { title: "Plain", notes: "Line one\nsees a ñandú, 100_percent" },
];

beforeAll(async () => {
  db = await createTestDatabase();
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  await mirrorMembers(operator, db.acme, [person("ann"), person("bob")]);
  const fields = { name: "List", description: "", color: "blue", ownerId: "ann" };
  project = await write((tx) => createProject(tx, fields));
  for (const task of tasks) await write((tx) => createTask(tx, project, task, ann));
});
afterAll(() => db.close());

test("filters work alone and combined", async () => {
  const cases: [TaskFilter, string[]][] = [
    [{ status: "doing" }, ["Now"]],
    [{ assigneeId: "ann" }, ["Late", "Late but done"]],
    [{ assigneeId: null, due: { when: "none", today } }, ["ÑANDÚ 100%", "Plain"]],
    [{ due: { when: "overdue", today } }, ["Late"]],
    [{ due: { when: "week", today } }, ["Now", "Six days on"]],
    [{ due: { when: "none", today } }, ["ÑANDÚ 100%", "Plain"]],
    [{ assigneeId: "ann", status: "done" }, ["Late but done"]],
    [{ assigneeId: "nobody at all" }, []],
  ];
  for (const [filter, titles] of cases) expect((await titlesOf(filter)).sort()).toEqual(titles.sort());
});

test("a search matches titles and notes, ignoring case, as literal text", async () => {
  expect((await titlesOf({ search: "ñandú" })).sort()).toEqual(["Plain", "ÑANDÚ 100%"].sort());
  expect(await titlesOf({ search: "SEES A" })).toEqual(["Plain"]);
  expect(await titlesOf({ search: "100%" })).toEqual(["ÑANDÚ 100%"]);
  expect(await titlesOf({ search: "100_p" })).toEqual(["Plain"]);
  for (const hostile of ["%", "_", "\\", "' or true --", "\u202e", "🚀"])
    expect(await titlesOf({ search: hostile })).toEqual(
      tasks.filter(({ title, notes = "" }) => `${title}${notes}`.includes(hostile)).map(({ title }) => title),
    );
});

test("each sort order is as named", async () => {
  await write((tx) => createTask(tx, project, { title: "Newest" }, ann));
  const [oldest] = await rows("newest").then((all) => all.slice(-1));
  await write((tx) => updateTask(tx, oldest?.id ?? "", { notes: "!" }, { version: 1 }, ann));
  const first = async (sort: TaskSort) => (await rows(sort)).map(({ title }) => title);
  expect((await first("board")).at(0)).toBe("Late");
  expect((await first("board")).slice(-2)).toEqual(["Now", "Late but done"]);
  expect((await first("due")).slice(2, 5)).toEqual(["Now", "Six days on", "Seven days on"]);
  expect((await first("changed")).slice(0, 2)).toEqual(["Late", "Newest"]);
  expect((await first("newest")).slice(0, 2)).toEqual(["Newest", "Plain"]);
});

test("in each sort order, pages show every task once", async () => {
  for (const sort of ["board", "due", "changed", "newest"] as const) {
    const whole = await rows(sort);
    const pieces: string[] = [];
    let after: readonly string[] | undefined;
    for (let page = 0; page <= whole.length; page++) {
      const [row] = await read((tx) => listTasks(tx, project, {}, { sort, after, limit: 1 }));
      if (!row) break;
      pieces.push(row.id);
      after = row.key;
    }
    expect(pieces).toEqual(whole.map(({ id }) => id));
  }
});

test("tasks are counted by status", async () => {
  expect(await read((tx) => countTasks(tx, project))).toEqual({ todo: 6, doing: 1, done: 1 });
});

function rows(sort: TaskSort, filter: TaskFilter = {}) {
  return read((tx) => listTasks(tx, project, filter, { sort, limit: 50 }));
}

async function titlesOf(filter: TaskFilter): Promise<string[]> {
  return (await rows("newest", filter)).map(({ title }) => title);
}

function write<T>(fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
  return inTenant(db.acme, options, fn);
}

function read<T>(fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  return inTenant(db.acme, options, fn);
}
