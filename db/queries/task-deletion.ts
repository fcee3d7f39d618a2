import { sql } from "kysely";
import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";
import { isUuid } from "#db/uuid.ts";
import { type Actor, recordChange } from "./audit-log.ts";
import { addLabels, listLabelsOf, listRemaining } from "./labelling.ts";
import { holdProject } from "./projects.ts";
import { columnsOf, fieldsOf, type TaskFields } from "./task.ts";
import { getProjectOf, isAssignable, lockTask, targetOf } from "./tasks.ts";

/** A task as its deletion recorded it. */
type DeletedTask = TaskFields & {
  projectId: string;
  version: number;
  position: number;
  createdBy: string | null;
  createdAt: string;
  completedAt: string | null;
  /** Absent where it was deleted before there were labels. */
  labelIds?: string[];
};

/**
 * Deletes a task. The audit entry holds all of it, so that it can be restored.
 * @returns the deleted task. @throws NotFound, also if the project is archived.
 */
export async function deleteTask(tx: TenantTransaction, id: string, actor: Actor) {
  const task = await lockTask(tx, id);
  const labels = await listLabelsOf(tx, "task", id);
  const { title, projectId, projectName, version } = task;
  const { position, created_by, created_at, completed_at } = await tx
    .deleteFrom("tasks")
    .where("id", "=", id)
    .returning(["position", "created_by", "created_at", "completed_at"])
    .executeTakeFirstOrThrow();
  const times = {
    createdAt: created_at.toISOString(),
    completedAt: completed_at?.toISOString() ?? null,
  };
  const fields = {
    ...fieldsOf(task),
    ...{ projectId, version, position, createdBy: created_by, labelIds: labels.map((label) => label.id) },
  };
  await recordChange(tx, actor, {
    action: "task.deleted",
    target: targetOf(id, title),
    before: { ...fields, ...times, project: projectName },
  });
  return task;
}

/** The deleted task with this id; undefined if it exists or never did. */
export async function findDeletedTask(tx: TenantReader, id: string): Promise<DeletedTask | undefined> {
  if (!isUuid(id)) return undefined;
  const line = await tx
    .selectFrom("audit_log")
    .select(sql<DeletedTask | null>`before`.as("before"))
    .where("target_type", "=", "task")
    .where("target_id", "=", id)
    .where("action", "=", "task.deleted")
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("tasks").select("tasks.id").where("tasks.id", "=", id))),
    )
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return line?.before ?? undefined;
}

/**
 * Restores a deleted task under its id, as its next version: an edit that began before the deletion is still stale. A former
 * member is no longer its assignee. A task that exists stays as it is.
 * @returns the id of its project. @throws NotFound, also if the project is gone or archived.
 */
export async function restoreTask(tx: TenantTransaction, id: string, actor: Actor): Promise<string> {
  const task = await findDeletedTask(tx, id);
  // In this order: a concurrent restore may just have finished.
  if (!task) return await getProjectOf(tx, id);
  const project = await holdProject(tx, task.projectId);
  const { assigneeId } = task;
  const assignee = assigneeId && (await isAssignable(tx, assigneeId)) ? assigneeId : null;
  const inserted = await tx
    .insertInto("tasks")
    .values({
      ...columnsOf(fieldsOf({ ...task, assigneeId: assignee })),
      ...{ id, project_id: project.id, title: task.title, status: task.status },
      ...{ position: task.position, version: task.version + 1 },
      ...{ created_by: task.createdBy, created_at: task.createdAt, completed_at: task.completedAt },
      updated_at: new Date(),
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows) {
    await addLabels(tx, "task", id, await listRemaining(tx, task.labelIds ?? []));
    await recordChange(tx, actor, { action: "task.restored", target: targetOf(id, task.title) });
  }
  return project.id;
}
