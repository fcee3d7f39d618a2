import { afterAll, beforeAll, expect, test } from "bun:test";
import { mirrorMembers } from "../mirror.ts";
import type { Tenant } from "../tenant.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "../tenant-transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { person } from "../testing/people.ts";
import { listAuditLines } from "./audit-trail.ts";
import { archiveProject } from "./project-archive.ts";
import { createProject } from "./projects.ts";
import { createTask, listOpenTasksOf, listTasks, setTaskStatus } from "./tasks.ts";

let db: TestDatabase;
let project: string;
const ann = { id: "ann", requestId: "r" };

beforeAll(async () => {
  db = await createTestDatabase();
  for (const tenant of [db.acme, db.globex])
    await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, tenant, [person("ann")]);
  project = await write((tx) => createProject(tx, newProject));
});
afterAll(() => db.close());

const newProject = { name: "Apollo", description: "", color: "blue", ownerId: "ann" };
const task = (title: string, dueOn: string | null = null) => ({ title, dueOn, assigneeId: "ann" });

test("tasks come at the end, move between statuses, and leave their lines", async () => {
  const first = await write((tx) => createTask(tx, project, task("One"), ann));
  await write((tx) => createTask(tx, project, task("Two", "2026-11-30"), ann));
  expect(await write((tx) => setTaskStatus(tx, first, "done", ann))).toBe(project);
  await write((tx) => setTaskStatus(tx, first, "done", ann));
  const tasks = await read((tx) => listTasks(tx, project));
  expect(tasks.map(({ title, status, dueOn }) => [title, status, dueOn])).toEqual([
    ["One", "done", null],
    ["Two", "todo", "2026-11-30"],
  ]);
  const lines = await read((tx) => listAuditLines(tx, { targetType: "task" }, { limit: 10 }));
  expect(lines.map(({ action }) => action)).toEqual(["task.updated", "task.created", "task.created"]);
});

test("somebody's own are those that are open, the most pressing first, and none of an archived project", async () => {
  const other = await write((tx) => createProject(tx, { ...newProject, name: "Gemini" }));
  await write((tx) => createTask(tx, other, task("Soon", "2026-01-01"), ann));
  await write((tx) => createTask(tx, other, task("Some day"), ann));
  const own = async () => (await read((tx) => listOpenTasksOf(tx, "ann"))).map(({ title }) => title);
  expect(await own()).toEqual(["Soon", "Two", "Some day"]);
  await write((tx) => archiveProject(tx, other, { ...ann, mayArchiveOthers: true }));
  expect(await own()).toEqual(["Two"]);
  await expect(write((tx) => createTask(tx, other, task("Late"), ann))).rejects.toThrow("was not found");
});

test("a task and a project of acme's are not there in globex", async () => {
  const [mine] = await read((tx) => listTasks(tx, project));
  const attempts = [
    (tx: TenantTransaction) => createTask(tx, project, task("Hi"), ann),
    (tx: TenantTransaction) => setTaskStatus(tx, mine?.id ?? "", "todo", ann),
    (tx: TenantTransaction) => setTaskStatus(tx, "no uuid", "todo", ann),
  ];
  for (const attempt of attempts) await expect(write(attempt, db.globex)).rejects.toThrow("was not found");
  expect(await read((tx) => listTasks(tx, project), db.globex)).toEqual([]);
});

function write<T>(fn: (tx: TenantTransaction) => Promise<T>, tenant: Tenant = db.acme): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
  return inTenant(tenant, options, fn);
}

function read<T>(fn: (tx: TenantReader) => Promise<T>, tenant: Tenant = db.acme): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  return inTenant(tenant, options, fn);
}
