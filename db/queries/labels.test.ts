import { afterAll, beforeAll, expect, test } from "bun:test";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { changeLabels, listLabelsOf } from "./labelling.ts";
import {
  createLabel,
  deleteLabel,
  getLabel,
  listLabels,
  listLabelsWithUse,
  maxLabels,
  updateLabel,
} from "./labels.ts";
import { archiveProject } from "./project-archive.ts";
import { listProjects } from "./project-list.ts";
import { createProject } from "./projects.ts";
import { deleteTask, restoreTask } from "./task-deletion.ts";
import { listTasks } from "./task-list.ts";
import { createTask } from "./tasks.ts";

const sam = { id: "sam" };
let db: TestDatabase;
let project: string;
let task: string;
beforeAll(async () => {
  db = await createTestDatabase();
  for (const tenant of [db.acme, db.globex])
    await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, tenant, [person("sam")]);
  project = await write((tx) => createProject(tx, { ...named("Website"), ownerId: "sam" }));
  task = await write((tx) => createTask(tx, project, { title: "Write" }, sam));
});
afterAll(() => db.close());

test("labels are listed by name, and names that differ only in case are the same", async () => {
  for (const name of ["urgent", "Bug", "Ñandú"]) expect(await create(name)).toBeUndefined();
  expect(await create("BUG")).toBe("taken");
  expect(await create("ñANDÚ")).toBe("taken");
  expect((await read(listLabels)).map(({ name }) => name)).toEqual(["Bug", "Ñandú", "urgent"]);
});

test("a label is renamed and recoloured, but not to another label's name", async () => {
  const bug = await find("Bug");
  await expect(update(bug, { name: "URGENT", color: "red" })).rejects.toMatchObject({ code: "name-taken" });
  await update(bug, { name: "bug", color: "teal" });
  expect(await read((tx) => getLabel(tx, bug))).toMatchObject({ name: "bug", color: "teal" });
  const entry = await lastEntry();
  expect(entry).toMatchObject({ action: "label.updated", target_name: "Bug", actor_id: "sam" });
  expect(entry).toMatchObject({
    before: { name: "Bug", color: "red" },
    after: { name: "bug", color: "teal" },
  });
});

test("of two labels that are renamed to one name at the same time, one is refused", async () => {
  for (const name of ["Left", "Right"]) await create(name);
  const ids = await Promise.all(["Left", "Right"].map(find));
  const outcomes = await Promise.allSettled(ids.map((id) => update(id, { name: "Centre", color: "red" })));
  const refused = outcomes.filter(({ status }) => status === "rejected");
  expect(refused).toEqual([
    expect.objectContaining({ reason: expect.objectContaining({ code: "name-taken" }) }),
  ]);
  await Promise.all(ids.map((id) => write((tx) => deleteLabel(tx, id, sam))));
});

test("labels are added to a task and a project, which can be filtered by them, and the audit log records it", async () => {
  const [bug, urgent] = [await find("bug"), await find("urgent")];
  await label("task", task, { add: [bug, urgent] });
  await label("project", project, { add: [bug] });
  expect(await lastEntry()).toMatchObject({
    action: "project.updated",
    before: { labels: "" },
    after: { labels: "bug" },
  });
  await label("task", task, { remove: [urgent] });
  expect(await lastEntry()).toMatchObject({
    action: "task.updated",
    before: { labels: "bug, urgent" },
    after: { labels: "bug" },
  });
  const listed = (labelId: string) =>
    read((tx) => listTasks(tx, project, { labelId }, { sort: "newest", limit: 9 }));
  expect((await listed(bug)).map(({ id, labels }) => [id, labels])).toEqual([
    [task, [{ id: bug, name: "bug", color: "teal" }]],
  ]);
  expect(await listed(urgent)).toEqual([]);
  expect((await read((tx) => listProjects(tx, { labelId: bug }))).map(({ id }) => id)).toEqual([project]);
  expect(await read((tx) => listProjects(tx, { labelId: urgent }))).toEqual([]);
  expect((await read(listLabelsWithUse)).map(({ name, tasks, projects }) => [name, tasks, projects])).toEqual(
    [
      ["bug", 1, 1],
      ["Ñandú", 0, 0],
      ["urgent", 0, 0],
    ],
  );
});

test("saving unchanged labels leaves no audit entry", async () => {
  const before = await lastEntry();
  await label("task", task, { add: [await find("bug")], remove: [await find("urgent")] });
  expect(await lastEntry()).toEqual(before);
});

test("another tenant's label, task and project are not found", async () => {
  const bug = await find("bug");
  const stranger = (fn: (tx: TenantTransaction) => Promise<unknown>) => write(fn, db.globex);
  const theirs = await write((tx) => createProject(tx, { ...named("Theirs"), ownerId: "sam" }), db.globex);
  const refused = [
    (tx: TenantTransaction) => getLabel(tx, bug),
    (tx: TenantTransaction) => updateLabel(tx, bug, { name: "mine", color: "red" }, sam),
    (tx: TenantTransaction) => deleteLabel(tx, bug, sam),
    (tx: TenantTransaction) => changeLabels(tx, ["project", theirs], { add: [bug], remove: [] }, sam),
    (tx: TenantTransaction) => changeLabels(tx, ["task", task], { add: [], remove: [bug] }, sam),
    (tx: TenantTransaction) => changeLabels(tx, ["project", theirs], { add: ["' or 1=1"], remove: [] }, sam),
  ];
  for (const attempt of refused) await expect(stranger(attempt)).rejects.toMatchObject({ code: "not-found" });
  expect(await read((tx) => listLabelsOf(tx, "task", task))).toHaveLength(1);
  const forced = stranger((tx) =>
    tx.insertInto("project_labels").values({ project_id: theirs, label_id: bug }).execute(),
  );
  await expect(forced).rejects.toMatchObject({ code: "23503" });
});

test("a restored task gets back those of its labels that still exist", async () => {
  const urgent = await find("urgent");
  await label("task", task, { add: [urgent] });
  await write((tx) => deleteTask(tx, task, sam));
  await write((tx) => deleteLabel(tx, urgent, sam));
  await write((tx) => restoreTask(tx, task, sam));
  expect((await read((tx) => listLabelsOf(tx, "task", task))).map(({ name }) => name)).toEqual(["bug"]);
});

test("labels of an archived project and its tasks cannot be changed", async () => {
  const bug = await find("bug");
  await write((tx) => archiveProject(tx, project, { ...sam, mayArchiveOthers: false }));
  await expect(label("project", project, { remove: [bug] })).rejects.toMatchObject({ code: "not-found" });
  await expect(label("task", task, { remove: [bug] })).rejects.toMatchObject({ code: "not-found" });
});

test("a workspace can have at most a hundred labels", async () => {
  const { length } = await read(listLabels);
  for (let number = length; number < maxLabels; number++) await create(`Label ${number}`);
  expect(await create("One more")).toBe("full");
});

function named(name: string) {
  return { name, description: "", color: "blue" };
}

function create(name: string) {
  return write((tx) => createLabel(tx, { name, color: "red" }, sam));
}

function update(id: string, fields: { name: string; color: string }) {
  return write((tx) => updateLabel(tx, id, fields, sam));
}

function label(what: "task" | "project", id: string, change: { add?: string[]; remove?: string[] }) {
  return write((tx) => changeLabels(tx, [what, id], { add: [], remove: [], ...change }, sam));
}

async function find(name: string): Promise<string> {
  return (await read(listLabels)).find((one) => one.name === name)?.id ?? "";
}

function lastEntry() {
  return read((tx) =>
    tx
      .selectFrom("audit_log")
      .select(["id", "action", "actor_id", "target_name", "before", "after"])
      .orderBy("id", "desc")
      .executeTakeFirst(),
  );
}

function read<T>(fn: (tx: TenantReader) => Promise<T>, tenant: Tenant = db.acme): Promise<T> {
  return inTenant(
    tenant,
    { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" },
    fn,
  );
}

function write<T>(fn: (tx: TenantTransaction) => Promise<T>, tenant: Tenant = db.acme): Promise<T> {
  return inTenant(
    tenant,
    { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" },
    fn,
  );
}
