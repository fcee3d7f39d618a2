import { mirrorMembers } from "#db/mirror/mirror.ts";
import { createLabel, listLabels } from "#db/queries/labels.ts";
import { saveLogo } from "#db/queries/logo.ts";
import { archiveProject } from "#db/queries/project-archive.ts";
import { createProject } from "#db/queries/projects.ts";
import { deleteTask } from "#db/queries/task-deletion.ts";
import { createTask } from "#db/queries/tasks.ts";
import { inTenant, type TenantTransaction } from "#db/tenant/transaction.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";

/** Ids of rows that the cases read and change. Each case is rolled back. */
export type Fixture = Record<
  "project" | "other" | "archived" | "task" | "second" | "deleted" | "label",
  string
>;

export type Case = Record<string, (tx: TenantTransaction, fixture: Fixture) => Promise<unknown>>;

/** Two members, three projects, one of them archived, two tasks, a deleted one and a label, in acme. */
export async function createFixture(db: TestDatabase): Promise<Fixture> {
  const owner = person("ann", { role: "owner" });
  await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, db.acme, [owner, person("bob")]);
  const actor = { id: "ann" };
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "sql" } as const;
  return await inTenant(db.acme, options, async (tx) => {
    const create = (name: string) =>
      createProject(tx, { name, description: "", color: "blue", ownerId: "ann" });
    const [project, other, archived] = [await create("project"), await create("other"), await create("old")];
    await archiveProject(tx, archived, { ...actor, mayArchiveOthers: true });
    const add = (title: string) => createTask(tx, project, { title, assigneeId: "ann" }, actor);
    const [task, second, deleted] = [await add("task"), await add("second"), await add("deleted")];
    await deleteTask(tx, deleted, actor);
    await saveLogo(tx, actor, { id: "workspace", name: "acme" }, new Uint8Array(1));
    await createLabel(tx, { name: "Urgent", color: "red" }, actor);
    const [{ id: label = "" } = {}] = await listLabels(tx);
    return { project, other, archived, task, second, deleted, label };
  });
}
