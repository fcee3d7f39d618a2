import { sql } from "kysely";
import { statement } from "#db/tenant/statement.ts";
import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";
import { isUuid } from "#db/uuid.ts";
import { DomainError, NotFound, Stale } from "../errors.ts";
import { type Actor, recordChange } from "./audit-log.ts";
import { fullName } from "./members.ts";
import { holdProject } from "./projects.ts";
import { columnsOf, type Task, type TaskFields, type TaskStatus } from "./task.ts";
import { lockOrder, positionAtEnd } from "./task-order.ts";

/** The assignee is not an active member of the workspace. */
export class UnknownAssignee extends DomainError {
  constructor() {
    super("unknown-assignee", "Only an active member of the workspace can be assigned a task.");
  }
}

/** Undefined also for a malformed id and, with `projectId`, for a task of another project. */
export async function findTask(tx: TenantReader, id: string, projectId?: string): Promise<Task | undefined> {
  if (!isUuid(id)) return undefined;
  const [task] = await taskById(tx, { id });
  return projectId === undefined || task?.projectId === projectId ? task : undefined;
}

const taskById = statement((read, { id }: { id: string }) => selectTask(read).where("tasks.id", "=", id));

/** As `findTask`. @throws NotFound. */
export async function getTask(tx: TenantReader, id: string, projectId?: string): Promise<Task> {
  const task = await findTask(tx, id, projectId);
  if (!task) throw new NotFound("The task");
  return task;
}

export type NewTask = Pick<TaskFields, "title"> & Partial<TaskFields>;

/**
 * Adds a task at the end of its column.
 * @returns its id. @throws NotFound if the project is gone or archived; UnknownAssignee.
 */
export async function createTask(
  tx: TenantTransaction,
  projectId: string,
  task: NewTask,
  actor: Actor,
): Promise<string> {
  const project = await holdProject(tx, projectId);
  const fields: TaskFields = { ...emptyFields, ...task };
  const { title, notes, status, assigneeId } = fields;
  if (assigneeId) await assertAssignable(tx, assigneeId);
  const id = Bun.randomUUIDv7();
  const now = new Date();
  await tx
    .insertInto("tasks")
    .values({
      id,
      project_id: project.id,
      ...columnsOf(fields),
      title,
      status,
      position: positionAtEnd(project.id, status),
      created_by: actor.id,
      completed_at: status === "done" ? now : null,
      created_at: now,
      updated_at: now,
    })
    .execute();
  const after = { ...fields, notes: notes || undefined, project: project.name };
  await recordChange(tx, actor, { action: "task.created", target: targetOf(id, title), after });
  return id;
}

const emptyFields = { notes: "", status: "todo", assigneeId: null, dueOn: null } as const;

/**
 * What the editor saw: the row's version, or fields. Fields are the more lenient check: two people may change different ones
 * concurrently.
 */
export type Seen = { version: number } | { fields: Partial<TaskFields> };

/**
 * Changes the given fields. Unchanged ones are neither written nor recorded.
 * @returns the task before the change. @throws NotFound, also if the project is archived; Stale; UnknownAssignee.
 */
export async function updateTask(
  tx: TenantTransaction,
  id: string,
  change: Partial<TaskFields>,
  seen: Seen,
  actor: Actor,
): Promise<Task> {
  // Lock the order before the row, as renumbering does.
  if (change.status) await lockOrder(tx, await getProjectOf(tx, id));
  const task = await lockTask(tx, id);
  const fields = (Object.keys(change) as (keyof TaskFields)[]).filter((key) => change[key] !== task[key]);
  if (fields.length === 0) return task;
  if (isStale(task, seen, fields)) throw new Stale("The task");
  if (fields.includes("assigneeId") && change.assigneeId) await assertAssignable(tx, change.assigneeId);
  await writeFields(tx, task, Object.fromEntries(fields.map((key) => [key, change[key]])));
  await recordChange(tx, actor, {
    action: "task.updated",
    target: targetOf(id, task.title),
    before: Object.fromEntries(fields.map((key) => [key, task[key]])),
    after: Object.fromEntries(fields.map((key) => [key, change[key]])),
  });
  return task;
}

/** The id of a task's project. @throws NotFound. */
export async function getProjectOf(tx: TenantReader, id: string): Promise<string> {
  if (!isUuid(id)) throw new NotFound("The task");
  const row = await tx.selectFrom("tasks").select("project_id").where("id", "=", id).executeTakeFirst();
  if (!row) throw new NotFound("The task");
  return row.project_id;
}

/** Locks a task. @throws NotFound if it is gone or its project is archived. */
export async function lockTask(tx: TenantTransaction, id: string): Promise<Task> {
  if (!isUuid(id)) throw new NotFound("The task");
  const task = await selectTask(tx).where("tasks.id", "=", id).forUpdate("tasks").executeTakeFirst();
  if (!task) throw new NotFound("The task");
  if (task.isArchived) throw new NotFound("The project");
  return task;
}

/** @throws UnknownAssignee */
export async function assertAssignable(tx: TenantReader, userId: string): Promise<void> {
  if (!(await isAssignable(tx, userId))) throw new UnknownAssignee();
}

export async function isAssignable(tx: TenantReader, userId: string): Promise<boolean> {
  const query = tx.selectFrom("users").select("id").where("id", "=", userId).where("is_active", "=", true);
  return (await query.executeTakeFirst()) !== undefined;
}

export function targetOf(id: string, title: string) {
  return { type: "task" as const, id, name: title };
}

/** Empty if a task has no such person. */
export const nameOrEmpty = sql<string>`coalesce(${fullName}, '')`;

function isStale(task: Task, seen: Seen, fields: (keyof TaskFields)[]): boolean {
  if ("version" in seen) return seen.version !== task.version;
  return fields.some((key) => key in seen.fields && seen.fields[key] !== task[key]);
}

async function writeFields(
  tx: TenantTransaction,
  { id, projectId }: Task,
  fields: Partial<TaskFields>,
): Promise<void> {
  const { status } = fields;
  const now = new Date();
  await tx
    .updateTable("tasks")
    .set((eb) => ({
      updated_at: now,
      version: eb("version", "+", 1),
      ...columnsOf(fields),
      ...(status !== undefined && {
        completed_at: status === "done" ? now : null,
        position: positionAtEnd(projectId, status),
      }),
    }))
    .where("id", "=", id)
    .execute();
}

function selectTask(tx: TenantReader) {
  const creator = sql<string>`coalesce((select ${fullName} from users where users.id = tasks.created_by), '')`;
  const assignee = sql<string>`coalesce((select ${fullName} from users where users.id = tasks.assignee_id), '')`;
  return tx
    .selectFrom("tasks")
    .innerJoin("projects", "projects.id", "tasks.project_id")
    .select([
      "tasks.id",
      "tasks.title",
      "tasks.notes",
      sql<TaskStatus>`tasks.status`.as("status"),
      "tasks.assignee_id as assigneeId",
      sql<string | null>`tasks.due_on::text`.as("dueOn"),
      "tasks.version",
      "tasks.project_id as projectId",
      "projects.name as projectName",
      sql<boolean>`projects.archived_at is not null`.as("isArchived"),
      assignee.as("assigneeName"),
      creator.as("creatorName"),
      "tasks.created_at as createdAt",
      "tasks.updated_at as updatedAt",
    ]);
}
