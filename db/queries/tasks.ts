import { sql } from "kysely";
import { NotFound } from "../errors.ts";
import type { TenantReader, TenantTransaction } from "../tenant-transaction.ts";
import { type Actor, recordChange } from "./audit-log.ts";
import { getProject } from "./projects.ts";

export type TaskStatus = "todo" | "doing" | "done";

export type TaskRow = {
  id: string;
  title: string;
  status: TaskStatus;
  /** A day, as 2026-11-23. */
  dueOn: string | null;
  projectId: string;
  projectName: string;
  /** Empty for a task that is nobody's. */
  assigneeName: string;
};

/** The tasks of a project in their order, 500 at most. */
export async function listTasks(tx: TenantReader, projectId: string): Promise<TaskRow[]> {
  return await selectTasks(tx)
    .where("tasks.project_id", "=", projectId)
    .orderBy("tasks.position")
    .orderBy("tasks.id")
    .limit(500)
    .execute();
}

/** What is open and somebody's own, in projects that are not archived: what is due first, then the rest. 200 at most. */
export async function listOpenTasksOf(tx: TenantReader, memberId: string): Promise<TaskRow[]> {
  return await selectTasks(tx)
    .where("tasks.assignee_id", "=", memberId)
    .where("tasks.completed_at", "is", null)
    .where("projects.archived_at", "is", null)
    .orderBy(sql`tasks.due_on asc nulls last`)
    .orderBy("tasks.id")
    .limit(200)
    .execute();
}

export type NewTask = { title: string; dueOn: string | null; assigneeId: string | null };

/** Adds a task at the end of a project. @throws NotFound when the project is not there, or is archived. */
export async function createTask(
  tx: TenantTransaction,
  projectId: string,
  task: NewTask,
  actor: Actor,
): Promise<string> {
  const project = await getProject(tx, projectId);
  if (project.archivedAt) throw new NotFound("The project");
  const id = Bun.randomUUIDv7();
  const now = new Date();
  await tx
    .insertInto("tasks")
    .values(({ selectFrom }) => ({
      id,
      project_id: projectId,
      title: task.title,
      status: "todo",
      assignee_id: task.assigneeId,
      due_on: task.dueOn,
      position: selectFrom("tasks")
        .select(sql<number>`coalesce(max(position), 0) + 1`.as("next"))
        .where("project_id", "=", projectId),
      created_by: actor.id,
      created_at: now,
      updated_at: now,
    }))
    .execute();
  const target = { type: "task" as const, id, name: task.title };
  await recordChange(tx, actor, {
    action: "task.created",
    target,
    after: { ...task, project: project.name },
  });
  return id;
}

/**
 * Moves a task to another status; one that has it already stays as it is.
 * @returns the id of its project. @throws NotFound also for an id that is no UUID.
 */
export async function setTaskStatus(
  tx: TenantTransaction,
  id: string,
  status: TaskStatus,
  actor: Actor,
): Promise<string> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new NotFound("The task");
  const task = await selectTasks(tx).where("tasks.id", "=", id).executeTakeFirst();
  if (!task) throw new NotFound("The task");
  if (task.status === status) return task.projectId;
  const now = new Date();
  await tx
    .updateTable("tasks")
    .set((eb) => ({
      status,
      completed_at: status === "done" ? now : null,
      updated_at: now,
      version: eb("version", "+", 1),
    }))
    .where("id", "=", id)
    .execute();
  await recordChange(tx, actor, {
    action: "task.updated",
    target: { type: "task", id, name: task.title },
    before: { status: task.status },
    after: { status },
  });
  return task.projectId;
}

function selectTasks(tx: TenantReader) {
  return tx
    .selectFrom("tasks")
    .innerJoin("projects", "projects.id", "tasks.project_id")
    .leftJoin("users", "users.id", "tasks.assignee_id")
    .select([
      "tasks.id",
      "tasks.title",
      sql<TaskStatus>`tasks.status`.as("status"),
      sql<string | null>`to_char(tasks.due_on, 'YYYY-MM-DD')`.as("dueOn"),
      "tasks.project_id as projectId",
      "projects.name as projectName",
      sql<string>`coalesce(nullif(trim(users.first_name || ' ' || users.last_name), ''), users.email, '')`.as(
        "assigneeName",
      ),
    ]);
}
