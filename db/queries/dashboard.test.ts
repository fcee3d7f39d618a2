import { afterAll, beforeAll, expect, test } from "bun:test";
import { deactivateMember, mirrorMembers } from "#db/mirror/mirror.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant, type TenantTransaction } from "#db/tenant/transaction.ts";
import { toJson } from "../json.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { person } from "../testing/people.ts";
import { type Dashboard, type DashboardInput, dayIn, findDashboard, maxRecentChanges } from "./dashboard.ts";
import { findLogo, findLogoVersion, removeLogo, saveLogo } from "./logo.ts";
import { markSeen } from "./presence.ts";
import { archiveProject } from "./project-archive.ts";
import { createProject } from "./projects.ts";
import { findPendingName, readSettings, saveSettings } from "./settings.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  await mirrorMembers(operator, db.acme, [person("ada"), person("bob"), person("gone")]);
  await deactivateMember(operator, db.acme, "gone", new Date());
  await mirrorMembers(operator, db.globex, [person("ada")]);
});
afterAll(() => db.close());

test("today is the workspace's day, on both sides of the date line and of a daylight-saving change", () => {
  const at = (iso: string, zone: string) => dayIn(zone, new Date(iso));
  expect(at("2026-03-01T11:30:00Z", "Pacific/Auckland")).toBe("2026-03-02");
  expect(at("2026-03-01T11:30:00Z", "UTC")).toBe("2026-03-01");
  expect(at("2026-03-01T11:30:00Z", "Pacific/Niue")).toBe("2026-03-01");
  expect(at("2026-09-26T13:59:59Z", "Pacific/Auckland")).toBe("2026-09-27");
});

test("completed tasks are counted by days of the workspace's time zone, without earlier ones", async () => {
  const counted = await undone(db.acme, async (tx) => {
    const projectId = await addProject(tx);
    // Auckland is 13 hours ahead in March: a day there begins at 11:00 UTC.
    for (const at of ["2026-03-01T10:59:59Z", "2026-03-01T11:00:00Z", "2026-03-02T10:59:59Z"])
      await addTask(tx, projectId, { completedAt: new Date(at) });
    const { completed: utc } = await read(tx);
    await saveSettings(tx, actor, "Acme", { locale: null, timeZone: "Pacific/Auckland", accent: null });
    const { completed: auckland } = await read(tx);
    return { utc, auckland, late: await read(tx, { completedSince: new Date("2026-03-01T11:00:00Z") }) };
  });
  expect(counted.utc).toEqual([
    { day: "2026-03-01", count: 2 },
    { day: "2026-03-02", count: 1 },
  ]);
  expect(counted.auckland).toEqual([
    { day: "2026-03-01", count: 1 },
    { day: "2026-03-02", count: 2 },
  ]);
  expect(counted.late.completed).toEqual([{ day: "2026-03-02", count: 2 }]);
});

test("for people who are not members, or no longer, the query returns no row", async () => {
  const found = await undone(db.acme, async (tx) => {
    await addTask(tx, await addProject(tx), { dueOn: "2026-03-02" });
    const asked = ["nobody", "gone", "ada"].map((userId) => findDashboard(tx, { ...everything, userId }));
    return (await Promise.all(asked)).map((answer) => answer?.dashboard.isBegun);
  });
  expect(found).toEqual([undefined, undefined, true]);
});

test("due lists the member's open tasks with a date in current projects, earliest first", async () => {
  const titles = await undone(db.acme, async (tx) => {
    const [projectId, archived] = [await addProject(tx), await addProject(tx)];
    await addTask(tx, projectId, { title: "today", dueOn: "2026-03-02" });
    await addTask(tx, projectId, { title: "overdue", dueOn: "2026-02-01" });
    await addTask(tx, projectId, { title: "later", dueOn: "2026-03-09" });
    await addTask(tx, projectId, { title: "undated" });
    await addTask(tx, projectId, { title: "theirs", dueOn: "2026-03-02", assignee: "bob" });
    await addTask(tx, projectId, { title: "done", dueOn: "2026-03-02", completedAt: new Date() });
    await addTask(tx, archived, { title: "archived", dueOn: "2026-03-02" });
    await archiveProject(tx, archived, { id: "ada", mayArchiveOthers: false });
    const { due } = await read(tx, { dueUpTo: "2026-03-08" });
    return due.map(({ title, dueOn }) => `${title} ${dueOn}`);
  });
  expect(titles).toEqual(["overdue 2026-02-01", "today 2026-03-02"]);
});

test("progress counts the tasks of open projects by status, including projects without tasks", async () => {
  const { begun, progress } = await undone(db.acme, async (tx) => {
    const { isBegun: before } = await read(tx);
    await archiveProject(tx, await addProject(tx, "Gone"), { id: "ada", mayArchiveOthers: false });
    const { isBegun: whenArchived } = await read(tx);
    const empty = await addProject(tx, "Empty");
    const projectId = await addProject(tx, "Busy");
    for (const completedAt of [new Date(), new Date(), null]) await addTask(tx, projectId, { completedAt });
    const { progress } = await read(tx);
    const rows = progress.map(({ id, ...row }) => ({ isEmpty: id === empty, ...row }));
    return { begun: [before, whenArchived], progress: rows };
  });
  expect(begun).toEqual([false, true]);
  expect(progress.sort((a, b) => a.name.localeCompare(b.name))).toEqual([
    { isEmpty: false, name: "Busy", done: 2, doing: 0, todo: 1 },
    { isEmpty: true, name: "Empty", done: 0, doing: 0, todo: 0 },
  ]);
});

test("recent activity lists changes of projects and tasks, newest first, up to the limit", async () => {
  const all = await undone(db.acme, async (tx) => {
    const projectId = await addProject(tx, "Busy");
    const archived = await addProject(tx, "Gone");
    await archiveProject(tx, archived, { id: "ada", mayArchiveOthers: false });
    await addTask(tx, projectId, { title: "finished", completedAt: new Date(Date.now() + 1000) });
    await addTask(tx, projectId, { title: "begun" });
    await addTask(tx, archived, { title: "out of sight" });
    const few = (await read(tx)).recentChanges.map(({ name, what }) => `${name} ${what}`);
    for (let count = 0; count < maxRecentChanges; count++) await addTask(tx, projectId, {});
    return [few, (await read(tx)).recentChanges];
  });
  expect(all[0]?.[0]).toBe("finished completed");
  expect(all[0]?.sort()).toEqual(["Busy created", "Gone archived", "begun created", "finished completed"]);
  expect(all[1]).toHaveLength(maxRecentChanges);
});

test("members seen recently are listed, written at most once a minute, and not visible to another tenant", async () => {
  const seen = await undone(db.acme, async (tx) => {
    await markSeen(tx, "ada");
    const [first] = (await read(tx)).recentMembers;
    await Bun.sleep(5);
    await markSeen(tx, "ada");
    const { recentMembers: again } = await read(tx);
    const { recentMembers: later } = await read(tx, { seenSince: new Date(Date.now() + 1000) });
    return { first, again, later };
  });
  expect(seen.again).toEqual([seen.first as never]);
  expect(seen.first).toMatchObject({ id: "ada", email: "ada@example.com" });
  expect(seen.later).toEqual([]);
  const theirs = await undone(db.globex, read);
  expect(theirs.recentMembers).toEqual([]);
});

test("settings are stored, and the audit log has the changed ones with old and new values", async () => {
  const wanted = { locale: "es", timeZone: "Europe/Madrid", accent: "#1d4ed8" } as const;
  const { changed, again, lines, stored } = await undone(db.acme, async (tx) => {
    const changed = await saveSettings(tx, actor, "Acme", wanted);
    const again = await saveSettings(tx, actor, "Acme", wanted);
    await saveSettings(tx, actor, "Acme", { ...wanted, accent: null });
    const lines = await tx
      .selectFrom("audit_log")
      .select(["action", "before", "after"])
      .where("action", "=", "settings.updated")
      .orderBy("id")
      .execute();
    return { changed, again, lines, stored: await readSettings(tx) };
  });
  expect(changed).toEqual(["locale", "timeZone", "accent"]);
  expect(again).toEqual([]);
  expect(stored).toEqual({ ...wanted, accent: null });
  expect(lines.map(({ before, after }) => [before, after])).toEqual([
    [{ locale: null, timeZone: "UTC", accent: null }, wanted],
    [{ accent: "#1d4ed8" }, { accent: null }],
  ]);
});

test("a new name is pending until it arrives from Clerk", async () => {
  const pending = await undone(db.acme, async (tx) => {
    const before = await findPendingName(tx, "Acme");
    const line = { action: "workspace.renamed", target_type: "workspace", target_id: db.acme.id } as const;
    const after = toJson({ name: "Ajax" });
    await tx
      .insertInto("audit_log")
      .values({ id: Bun.randomUUIDv7(), at: new Date(), ...line, after })
      .execute();
    return [before, await findPendingName(tx, "Acme"), await findPendingName(tx, "Ajax")];
  });
  expect(pending).toEqual([undefined, "Ajax", undefined]);
});

test("a logo is stored, replaced and removed, and not visible to another tenant", async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const write = (fn: (tx: TenantTransaction) => Promise<void>) => inTenant(db.acme, writing(), fn);
  await write((tx) => saveLogo(tx, actor, db.acme, bytes));
  await Bun.sleep(2);
  const first = await undone(db.acme, findLogoVersion);
  await write((tx) => saveLogo(tx, actor, db.acme, new Uint8Array([4])));
  const second = await undone(db.acme, findLogo);
  expect([...(second?.bytes ?? [])]).toEqual([4]);
  expect(second?.version).not.toBe(first);
  expect(await undone(db.globex, findLogo)).toBeUndefined();
  await write((tx) => removeLogo(tx, actor, db.acme));
  await write((tx) => removeLogo(tx, actor, db.acme));
  expect(await undone(db.acme, findLogo)).toBeUndefined();
  const actions = await undone(db.acme, (tx) =>
    tx
      .selectFrom("audit_log")
      .select("action")
      .where("action", "in", ["logo.updated", "logo.removed"])
      .orderBy("id")
      .execute(),
  );
  expect(actions.map(({ action }) => action)).toEqual(["logo.updated", "logo.updated", "logo.removed"]);
});

const actor = { id: "ada", requestId: "request-1" };

function writing() {
  return { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
}

/** Runs `fn` in a transaction that is rolled back, so that every test starts empty. */
async function undone<T>(tenant: Tenant, fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  const rollback = new Error("rolled back");
  await inTenant(tenant, writing(), async (tx) => {
    result = { value: await fn(tx) };
    throw rollback;
  }).catch((error) => {
    if (error !== rollback) throw error;
  });
  return (result as { value: T }).value;
}

const everything: DashboardInput = {
  userId: "ada",
  dueUpTo: "2026-12-31",
  completedSince: new Date("2026-01-01"),
  seenSince: new Date(0),
};

/** For Ada and without a limit in time, unless overridden. */
async function read(tx: TenantTransaction, choices: Partial<DashboardInput> = {}): Promise<Dashboard> {
  const found = await findDashboard(tx, { ...everything, ...choices });
  if (!found) throw new Error("Ada is a member.");
  return found.dashboard;
}

function addProject(tx: TenantTransaction, name = "Project"): Promise<string> {
  return createProject(tx, { name, description: "", color: "blue", ownerId: "ada" });
}

type NewTask = { title?: string; dueOn?: string; assignee?: string; completedAt?: Date | null };

async function addTask(tx: TenantTransaction, projectId: string, task: NewTask): Promise<void> {
  const { title = "Task", dueOn = null, assignee = "ada", completedAt = null } = task;
  const now = new Date();
  await tx
    .insertInto("tasks")
    .values({
      id: Bun.randomUUIDv7(),
      project_id: projectId,
      title,
      status: completedAt ? "done" : "todo",
      assignee_id: assignee,
      due_on: dueOn,
      position: 1,
      completed_at: completedAt,
      created_at: now,
      updated_at: completedAt ?? now,
    })
    .execute();
}
