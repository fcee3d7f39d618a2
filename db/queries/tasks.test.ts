import { afterAll, beforeAll, expect, test } from "bun:test";
import { deactivateMember, mirrorMembers } from "#db/mirror/mirror.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { person } from "../testing/people.ts";
import { untilBlocked } from "../testing/until-blocked.ts";
import { listAuditLines } from "./audit-trail.ts";
import { archiveProject, deleteProject } from "./project-archive.ts";
import { createProject } from "./projects.ts";
import type { TaskStatus } from "./task.ts";
import { deleteTask, findDeletedTask, restoreTask } from "./task-deletion.ts";
import { countTasks, listOpenTasksOf, listTasks } from "./task-list.ts";
import { placeTask } from "./task-place.ts";
import { createTask, getTask, updateTask } from "./tasks.ts";

let db: TestDatabase;
let project: string;
const ann = { id: "ann", requestId: "r" };

beforeAll(async () => {
  db = await createTestDatabase();
  for (const tenant of [db.acme, db.globex]) {
    const people = [person("ann"), person("bob"), ...(tenant === db.globex ? [person("eve")] : [])];
    await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, tenant, people);
  }
  project = await newProject();
});
afterAll(() => db.close());

test("a task is created with all its fields, which its audit entry has", async () => {
  const fields = { notes: "N", status: "done", assigneeId: "bob", dueOn: "2026-11-30" } as const;
  const id = await write((tx) => createTask(tx, project, { title: "Whole", ...fields }, ann));
  const task = await read((tx) => getTask(tx, id));
  expect(task).toMatchObject({ title: "Whole", ...fields, version: 1, assigneeName: "bob Test" });
  expect(await lastLine(id)).toMatchObject({ action: "task.created", after: { title: "Whole", ...fields } });
});

test("a change writes only different fields, increments the version and logs the old and new values", async () => {
  const id = await add("Draft");
  const seen = { version: 1 };
  const change = { title: "Final", notes: "", assigneeId: "bob", dueOn: "2026-12-01" };
  await write((tx) => updateTask(tx, id, change, seen, ann));
  expect(await read((tx) => getTask(tx, id))).toMatchObject({ ...change, version: 2 });
  expect(await lastLine(id)).toMatchObject({
    before: { title: "Draft", assigneeId: null, dueOn: null },
    after: { title: "Final", assigneeId: "bob", dueOn: "2026-12-01" },
  });
  await write((tx) => updateTask(tx, id, change, { version: 2 }, ann));
  expect(await read((tx) => getTask(tx, id))).toMatchObject({ version: 2 });
});

test("of two edits of the same task, the later one throws Stale, and the first one's is kept", async () => {
  const id = await add("Contested");
  const change = (title: string, seen: Parameters<typeof updateTask>[3]) =>
    write((tx) => updateTask(tx, id, { title }, seen, ann));
  const race = await Promise.allSettled([change("One", { version: 1 }), change("Two", { version: 1 })]);
  expect(race.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(race.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "stale" } });
  const { title } = await read((tx) => getTask(tx, id));
  await expect(change("Three", { fields: { title: "Contested" } })).rejects.toMatchObject({ code: "stale" });
  // A change of another field is no conflict.
  await write((tx) => updateTask(tx, id, { dueOn: "2026-12-24" }, { fields: { dueOn: null } }, ann));
  await change("Four", { fields: { title } });
  expect(await read((tx) => getTask(tx, id))).toMatchObject({ title: "Four", dueOn: "2026-12-24" });
});

test("only active members of the workspace can be assigned a task", async () => {
  const id = await add("Whose");
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  await mirrorMembers(operator, db.acme, [person("carl")]);
  await deactivateMember(operator, db.acme, "carl", new Date());
  for (const assigneeId of ["eve", "carl", "nobody", "' or true --"]) {
    const refused = { code: "unknown-assignee" };
    await expect(
      write((tx) => createTask(tx, project, { title: "X", assigneeId }, ann)),
    ).rejects.toMatchObject(refused);
    const change = write((tx) => updateTask(tx, id, { assigneeId }, { version: 1 }, ann));
    await expect(change).rejects.toMatchObject(refused);
  }
});

test("a deleted task is restored once, complete and under its id, and both steps are logged", async () => {
  const fields = { notes: "All\nof it", status: "done", assigneeId: "bob", dueOn: "2026-11-30" } as const;
  const id = await write((tx) => createTask(tx, project, { title: "Mistake", ...fields }, ann));
  const before = await read((tx) => getTask(tx, id));
  await write((tx) => deleteTask(tx, id, ann));
  await expect(read((tx) => getTask(tx, id))).rejects.toThrow("was not found");
  expect(await read((tx) => findDeletedTask(tx, id))).toMatchObject({ title: "Mistake" });
  const restore = () => write((tx) => restoreTask(tx, id, ann));
  expect(await Promise.all([restore(), restore()])).toEqual([project, project]);
  const after = await read((tx) => getTask(tx, id));
  expect({ ...after, updatedAt: before.updatedAt }).toEqual({ ...before, version: 2 });
  expect(await read((tx) => findDeletedTask(tx, id))).toBeUndefined();
  const lines = await read((tx) => listAuditLines(tx, { targetType: "task" }, { limit: 100 }));
  const actions = lines.filter(({ targetId }) => targetId === id).map(({ action }) => action);
  expect(actions).toEqual(["task.restored", "task.deleted", "task.created"]);
  for (const unknown of [crypto.randomUUID(), "no uuid"])
    await expect(write((tx) => restoreTask(tx, unknown, ann))).rejects.toThrow("was not found");
});

test("an edit from before a task was changed, deleted and restored throws Stale", async () => {
  const id = await add("Contested");
  await write((tx) => updateTask(tx, id, { title: "Theirs" }, { version: 1 }, ann));
  await write((tx) => deleteTask(tx, id, ann));
  await write((tx) => restoreTask(tx, id, ann));
  const late = write((tx) => updateTask(tx, id, { title: "Mine" }, { version: 1 }, ann));
  await expect(late).rejects.toMatchObject({ code: "stale" });
  expect(await read((tx) => getTask(tx, id))).toMatchObject({ title: "Theirs", version: 3 });
});

test("moving a task that someone else has moved throws Stale, unless it is already there", async () => {
  const id = await add("Dragged");
  const move = (status: TaskStatus, seen: TaskStatus[]) =>
    write((tx) => placeTask(tx, id, { status }, seen, ann));
  await move("done", ["todo"]);
  await expect(move("doing", ["todo"])).rejects.toMatchObject({ code: "stale" });
  await expect(move("todo", ["todo"])).rejects.toMatchObject({ code: "stale" });
  expect(await read((tx) => getTask(tx, id))).toMatchObject({ status: "done", version: 2 });
  await move("done", ["todo"]);
  await move("doing", ["todo", "done"]);
  expect(await read((tx) => getTask(tx, id))).toMatchObject({ status: "doing", version: 3 });
});

test("in an archived project no task is added, changed, moved, deleted or restored", async () => {
  const other = await newProject("Gemini");
  const id = await add("Old", other);
  const gone = await add("Gone", other);
  await write((tx) => deleteTask(tx, gone, ann));
  await write((tx) => archiveProject(tx, other, { ...ann, mayArchiveOthers: true }));
  const attempts: ((tx: TenantTransaction) => Promise<unknown>)[] = [
    (tx) => createTask(tx, other, { title: "Late" }, ann),
    (tx) => updateTask(tx, id, { title: "Late" }, { version: 1 }, ann),
    (tx) => placeTask(tx, id, { status: "done" }, ["todo"], ann),
    (tx) => deleteTask(tx, id, ann),
    (tx) => restoreTask(tx, gone, ann),
  ];
  for (const attempt of attempts) await expect(write(attempt)).rejects.toThrow("was not found");
  expect(await read((tx) => getTask(tx, id))).toMatchObject({ title: "Old", isArchived: true });
});

test("deleting a project waits for a task that is being added", async () => {
  const other = await newProject("Apollo");
  expect(
    await inTurn(
      (tx) => createTask(tx, other, { title: "First" }, ann),
      (tx) => archiveAndDelete(tx, other),
    ),
  ).toEqual(["first", "second"]);
});

test("a project that is being deleted accepts no task and is not found", async () => {
  const other = await newProject("Apollo");
  expect(
    await inTurn(
      (tx) => archiveAndDelete(tx, other),
      (tx) => createTask(tx, other, { title: "Late" }, ann),
    ),
  ).toEqual(["first", expect.stringContaining("was not found")]);
});

test("a member's own tasks are the open ones by urgency, without those of archived projects", async () => {
  const other = await newProject("Apollo");
  const mine = (title: string, dueOn: string | null = null) =>
    write((tx) => createTask(tx, other, { title, dueOn, assigneeId: "ann" }, ann));
  await mine("Some day");
  await mine("Later", "2026-12-31");
  const soon = await mine("Soon", "2026-01-01");
  const own = async () =>
    (await read((tx) => listOpenTasksOf(tx, "ann", { limit: 10 }))).map(({ title }) => title);
  expect(await own()).toEqual(["Soon", "Later", "Some day"]);
  await write((tx) => placeTask(tx, soon, { status: "done" }, ["todo"], ann));
  expect(await own()).toEqual(["Later", "Some day"]);
  await write((tx) => archiveProject(tx, other, { ...ann, mayArchiveOthers: true }));
  expect(await own()).toEqual([]);
});

test("globex cannot reach acme's tasks in any way", async () => {
  const id = await add("Acme's own");
  const gone = await add("Acme's mistake");
  await write((tx) => deleteTask(tx, gone, ann));
  const attempts: ((tx: TenantTransaction) => Promise<unknown>)[] = [
    (tx) => getTask(tx, id),
    (tx) => createTask(tx, project, { title: "Hi" }, ann),
    (tx) => updateTask(tx, id, { title: "Hi" }, { version: 1 }, ann),
    (tx) => placeTask(tx, id, { status: "done" }, ["todo"], ann),
    (tx) => deleteTask(tx, id, ann),
    (tx) => restoreTask(tx, gone, ann),
  ];
  for (const attempt of attempts) await expect(write(attempt, db.globex)).rejects.toThrow("was not found");
  const page = { sort: "board", limit: 10 } as const;
  expect(await read((tx) => listTasks(tx, project, {}, page), db.globex)).toEqual([]);
  expect(await read((tx) => countTasks(tx, project), db.globex)).toEqual({ todo: 0, doing: 0, done: 0 });
  expect(await read((tx) => findDeletedTask(tx, gone), db.globex)).toBeUndefined();
  expect(await read((tx) => getTask(tx, id))).toMatchObject({ title: "Acme's own", status: "todo" });
  await expect(read((tx) => getTask(tx, id, crypto.randomUUID()))).rejects.toThrow("was not found");
});

/** Starts the second change before the first commits. @returns the order in which they finished, or the error. */
async function inTurn(...[first, second]: ((tx: TenantTransaction) => Promise<unknown>)[]) {
  const order: string[] = [];
  const made = Promise.withResolvers<void>();
  const over = write(async (tx) => {
    await first?.(tx);
    made.resolve();
    await untilBlocked(db.owner, 1);
    order.push("first");
  });
  await made.promise;
  await write(async (tx) => {
    await second?.(tx);
    order.push("second");
  }).catch(({ message }: Error) => order.push(message));
  await over;
  return order;
}

async function archiveAndDelete(tx: TenantTransaction, id: string): Promise<void> {
  const editor = { ...ann, mayArchiveOthers: true };
  await archiveProject(tx, id, editor);
  await deleteProject(tx, id, editor);
}

function add(title: string, projectId = project): Promise<string> {
  return write((tx) => createTask(tx, projectId, { title }, ann));
}

function newProject(name = "Tasks"): Promise<string> {
  return write((tx) => createProject(tx, { name, description: "", color: "blue", ownerId: "ann" }));
}

async function lastLine(id: string) {
  const lines = await read((tx) => listAuditLines(tx, { targetType: "task" }, { limit: 100 }));
  return lines.find(({ targetId }) => targetId === id);
}

function write<T>(fn: (tx: TenantTransaction) => Promise<T>, tenant: Tenant = db.acme): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
  return inTenant(tenant, options, fn);
}

function read<T>(fn: (tx: TenantReader) => Promise<T>, tenant: Tenant = db.acme): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  return inTenant(tenant, options, fn);
}
