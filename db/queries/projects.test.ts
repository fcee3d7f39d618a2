import { afterAll, beforeAll, expect, test } from "bun:test";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { person } from "../testing/people.ts";
import { listAuditLines } from "./audit-trail.ts";
import { findLastChange } from "./last-change.ts";
import { archiveProject, archiveProjects, deleteProject, restoreProjects } from "./project-archive.ts";
import { listProjects } from "./project-list.ts";
import { canOwn, changeProjectField, createProject, getProject, updateProject } from "./projects.ts";
import { countTasks } from "./task-list.ts";
import { createTask } from "./tasks.ts";

let db: TestDatabase;
const ann = { id: "ann", requestId: "r-ann", mayArchiveOthers: false };
const ben = { id: "ben", requestId: "r-ben", mayArchiveOthers: false };
const boss = { id: "boss", requestId: "r-boss", mayArchiveOthers: true };

beforeAll(async () => {
  db = await createTestDatabase();
  const people = [person("ann"), person("ben"), person("boss"), person("vic", { role: "viewer" })];
  for (const tenant of [db.acme, db.globex])
    await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, tenant, people);
});
afterAll(() => db.close());

const fields = { name: "Apollo", description: "To the moon", color: "blue", ownerId: "ann" };
const edit = { ...fields, status: "active" as const };

test("of two edits of the same version, the later one throws Stale and writes nothing", async () => {
  const id = await create();
  await write((tx) => updateProject(tx, id, { ...edit, name: "First", version: 1 }, ann));
  const late = write((tx) => updateProject(tx, id, { ...edit, name: "Second", version: 1 }, ben));
  await expect(late).rejects.toMatchObject({ code: "stale" });
  expect(await get(id)).toMatchObject({ name: "First", version: 2 });
  expect(await read((tx) => findLastChange(tx, { type: "project", id }))).toMatchObject({ by: "ann Test" });
  await write((tx) => updateProject(tx, id, { ...edit, name: "Second", version: 2 }, ben));
  expect(await get(id)).toMatchObject({ name: "Second", version: 3 });
});

test("of two concurrent saves, one throws Stale", async () => {
  const id = await create();
  const saves = ["One", "Two", "Three"].map((name) =>
    write((tx) => updateProject(tx, id, { ...edit, name, version: 1 }, ann)),
  );
  const outcomes = await Promise.allSettled(saves);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(await get(id)).toMatchObject({ version: 2 });
});

test("saving unchanged values writes nothing, whatever the version", async () => {
  const id = await create();
  const before = await get(id);
  for (const version of [1, 0, 7]) await write((tx) => updateProject(tx, id, { ...edit, version }, ben));
  expect(await get(id)).toEqual(before);
  expect(await actionsOn(id)).toEqual(["project.created"]);
});

test("one field is changed if it still has the value seen, whatever happened to others", async () => {
  const id = await create();
  await write((tx) => updateProject(tx, id, { ...edit, description: "Elsewhere", version: 1 }, ben));
  await write((tx) => changeProjectField(tx, id, { wanted: { status: "done" }, seen: "active" }, ann));
  const late = write((tx) =>
    changeProjectField(tx, id, { wanted: { status: "paused" }, seen: "active" }, ben),
  );
  await expect(late).rejects.toMatchObject({ code: "stale" });
  await write((tx) => changeProjectField(tx, id, { wanted: { status: "done" }, seen: "active" }, ben));
  await write((tx) => changeProjectField(tx, id, { wanted: { name: "Gemini" }, seen: "Apollo" }, ann));
  expect(await get(id)).toMatchObject({
    name: "Gemini",
    status: "done",
    description: "Elsewhere",
    version: 4,
  });
  const [line] = await read((tx) => listAuditLines(tx, { targetType: "project" }, { limit: 1 }));
  expect(line).toMatchObject({ before: { name: "Apollo" }, after: { name: "Gemini" } });
});

test("a project's owner, or who may manage others' projects, can give it to an active member who may write", async () => {
  const id = await create();
  const give = (ownerId: string, version: number, editor: typeof ann) =>
    write((tx) => updateProject(tx, id, { ...edit, ownerId, version }, editor));
  await expect(give("ben", 1, ben)).rejects.toMatchObject({ code: "forbidden" });
  for (const nobody of ["vic", "stranger", ""])
    await expect(give(nobody, 1, ann)).rejects.toMatchObject({ code: "not-found" });
  expect(await read((tx) => canOwn(tx, "vic"))).toBe(false);
  await give("ben", 1, ann);
  await expect(give("ann", 2, ann)).rejects.toMatchObject({ code: "forbidden" });
  await give("ann", 2, boss);
  expect(await get(id)).toMatchObject({ ownerId: "ann", version: 3 });
});

test("of several projects, a member's own are archived and restored, each with an entry; the rest are reported", async () => {
  const [own, other] = [await create({ name: "Own" }), await create({ name: "Other", ownerId: "ben" })];
  const gone = crypto.randomUUID();
  const ids = [own, other, gone, "no uuid", own];
  expect(await write((tx) => archiveProjects(tx, ids, ann))).toEqual({
    moved: [{ id: own, name: "Own" }],
    refused: [{ id: other, name: "Other" }],
  });
  expect((await get(own)).archivedAt).not.toBeNull();
  expect((await get(other)).archivedAt).toBeNull();
  expect(await write((tx) => archiveProjects(tx, [own], ann))).toEqual({ moved: [], refused: [] });
  await expect(write((tx) => archiveProjects(tx, [other, gone], ann))).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(write((tx) => restoreProjects(tx, [own], ben))).rejects.toMatchObject({ code: "forbidden" });
  expect((await write((tx) => restoreProjects(tx, [own, other], boss))).moved).toHaveLength(1);
  expect((await get(own)).archivedAt).toBeNull();
  expect(await actionsOn(own)).toEqual(["project.restored", "project.archived", "project.created"]);
  expect(await actionsOn(other)).toEqual(["project.created"]);
});

test("archiving the same projects concurrently in different orders does not deadlock", async () => {
  const ids = [await create(), await create(), await create()];
  const attempts = Array.from({ length: 8 }, (_, number) =>
    write((tx) => archiveProjects(tx, number % 2 ? ids : [...ids].reverse(), boss)),
  );
  const moved = (await Promise.all(attempts)).flatMap((outcome) => outcome.moved);
  expect(moved).toHaveLength(3);
});

test("an archived project is deleted with its tasks by permitted people; one that is not archived stays", async () => {
  const id = await create({ name: "Old" });
  await write((tx) => createTask(tx, id, { title: "One" }, ann));
  await expect(write((tx) => deleteProject(tx, id, ann))).rejects.toMatchObject({ code: "stale" });
  await write((tx) => archiveProject(tx, id, ann));
  await expect(write((tx) => deleteProject(tx, id, ben))).rejects.toMatchObject({ code: "forbidden" });
  await write((tx) => deleteProject(tx, id, ann));
  await expect(get(id)).rejects.toMatchObject({ code: "not-found" });
  expect(await read((tx) => countTasks(tx, id))).toEqual({ todo: 0, doing: 0, done: 0 });
  const [line] = await read((tx) => listAuditLines(tx, { targetType: "project" }, { limit: 1 }));
  expect(line).toMatchObject({
    ...{ action: "project.deleted", targetId: id, targetName: "Old", before: { name: "Old", tasks: 1 } },
  });
  await expect(write((tx) => deleteProject(tx, id, boss))).rejects.toMatchObject({ code: "not-found" });
});

test("an archived project cannot be edited", async () => {
  const id = await create();
  await write((tx) => archiveProject(tx, id, ann));
  const attempts = [
    (tx: TenantTransaction) => updateProject(tx, id, { ...edit, name: "x", version: 1 }, boss),
    (tx: TenantTransaction) => changeProjectField(tx, id, { wanted: { name: "x" }, seen: "Apollo" }, boss),
  ];
  for (const attempt of attempts) await expect(write(attempt)).rejects.toMatchObject({ code: "not-found" });
});

test("globex cannot see, change, archive, restore or delete acme's projects", async () => {
  const id = await create({ name: "Acme's alone" });
  const attempts: ((tx: TenantTransaction) => Promise<unknown>)[] = [
    (tx: TenantTransaction) => updateProject(tx, id, { ...edit, version: 1 }, boss),
    (tx: TenantTransaction) => changeProjectField(tx, id, { wanted: { name: "x" }, seen: "Apollo" }, boss),
    (tx: TenantTransaction) => archiveProject(tx, id, boss),
    (tx: TenantTransaction) => restoreProjects(tx, [id], boss),
    (tx: TenantTransaction) => deleteProject(tx, id, boss),
  ];
  for (const attempt of attempts)
    await expect(write(attempt, db.globex)).rejects.toMatchObject({ code: "not-found" });
  expect(await read((tx) => listProjects(tx, { search: "Acme" }), db.globex)).toEqual([]);
  expect(await get(id)).toMatchObject({ name: "Acme's alone", archivedAt: null, version: 1 });
});

function create(changes: Partial<typeof fields> = {}): Promise<string> {
  return write((tx) => createProject(tx, { ...fields, ...changes }));
}

function get(id: string) {
  return read((tx) => getProject(tx, id));
}

async function actionsOn(id: string): Promise<string[]> {
  const lines = await read((tx) => listAuditLines(tx, { targetType: "project" }, { limit: 500 }));
  return lines.filter(({ targetId }) => targetId === id).map(({ action }) => action);
}

function write<T>(fn: (tx: TenantTransaction) => Promise<T>, tenant: Tenant = db.acme): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
  return inTenant(tenant, options, fn);
}

function read<T>(fn: (tx: TenantReader) => Promise<T>, tenant: Tenant = db.acme): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  return inTenant(tenant, options, fn);
}
