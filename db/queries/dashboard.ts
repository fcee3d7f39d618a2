import { sql } from "kysely";
import type { TenantReader } from "../tenant-transaction.ts";

/** `dueOn` is a day without a time: `2026-11-23`. */
export type DueTask = { id: string; title: string; dueOn: string; projectId: string; projectName: string };

/** The day it is now in a time zone, `2026-11-23`. */
export function dayIn(timeZone: string, now: Date): string {
  // Sweden writes days as the database does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(now);
}

/** Open tasks of a member that are due up to a day, that included: the first due first, 50 at most. */
export async function listDueTasks(tx: TenantReader, memberId: string, upTo: string): Promise<DueTask[]> {
  return await tx
    .selectFrom("tasks")
    .innerJoin("projects", "projects.id", "tasks.project_id")
    .select([
      "tasks.id",
      "tasks.title",
      sql<string>`tasks.due_on::text`.as("dueOn"),
      "tasks.project_id as projectId",
      "projects.name as projectName",
    ])
    .where("tasks.assignee_id", "=", memberId)
    .where("tasks.completed_at", "is", null)
    .where("tasks.due_on", "<=", sql<Date>`${upTo}::date`)
    .where("projects.archived_at", "is", null)
    .orderBy("tasks.due_on")
    .orderBy("tasks.id")
    .limit(50)
    .execute();
}

export type Completed = { day: string; count: number };

/** How many tasks were completed on each day of this time zone, from `since` on; days without one are left out. */
export async function countCompletedByDay(
  tx: TenantReader,
  timeZone: string,
  since: string,
): Promise<Completed[]> {
  const day = sql<string>`(completed_at at time zone ${timeZone})::date`;
  return await tx
    .selectFrom("tasks")
    .select([sql<string>`${day}::text`.as("day"), sql<number>`count(*)::int`.as("count")])
    .where("completed_at", ">=", sql<Date>`${since}::timestamp at time zone ${timeZone}`)
    .groupBy(sql`1`)
    .orderBy(sql`1`)
    .execute();
}

export type Progress = { id: string; name: string; done: number; doing: number; todo: number };

/** The state of the tasks of those projects that were changed last and are neither archived nor done; 6 at most. */
export async function listProgress(tx: TenantReader): Promise<Progress[]> {
  const count = (status: string) =>
    sql<number>`(count(*) filter (where tasks.status = ${status}))::int`.as(status);
  return await tx
    .selectFrom((from) =>
      from
        .selectFrom("projects")
        .select(["id", "name", "updated_at"])
        .where("archived_at", "is", null)
        .where("status", "<>", "done")
        .orderBy("updated_at", "desc")
        .orderBy("id", "desc")
        .limit(6)
        .as("recent"),
    )
    .leftJoin("tasks", "tasks.project_id", "recent.id")
    .select(["recent.id", "recent.name", count("done"), count("doing"), count("todo")])
    .groupBy(["recent.id", "recent.name", "recent.updated_at"])
    .orderBy("recent.updated_at", "desc")
    .orderBy("recent.id", "desc")
    .$castTo<Progress>()
    .execute();
}

export type Happening = {
  kind: "project" | "task";
  what: "created" | "changed" | "completed" | "archived";
  id: string;
  name: string;
  projectId: string;
  projectName: string;
  at: Date;
};

/** What changed last in projects and tasks, the newest first. What happened to each is told by its times. */
export async function listHappenings(tx: TenantReader, most: number): Promise<Happening[]> {
  const [projects, tasks] = await Promise.all([listChangedProjects(tx, most), listChangedTasks(tx, most)]);
  return [...projects, ...tasks].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, most);
}

async function listChangedProjects(tx: TenantReader, most: number): Promise<Happening[]> {
  const rows = await tx
    .selectFrom("projects")
    .select(["id", "name", "status", "archived_at", "created_at", "updated_at"])
    .orderBy("updated_at", "desc")
    .orderBy("id", "desc")
    .limit(most)
    .execute();
  return rows.map(({ id, name, status, archived_at, created_at, updated_at: at }) => {
    const isNew = at.getTime() === created_at.getTime();
    const what = archived_at ? "archived" : isNew ? "created" : status === "done" ? "completed" : "changed";
    return { kind: "project", what, id, name, projectId: id, projectName: name, at };
  });
}

async function listChangedTasks(tx: TenantReader, most: number): Promise<Happening[]> {
  const rows = await tx
    .selectFrom("tasks")
    .innerJoin("projects", "projects.id", "tasks.project_id")
    .select([
      "tasks.id",
      "tasks.title",
      "tasks.project_id",
      "projects.name as projectName",
      "tasks.completed_at",
      "tasks.created_at",
      "tasks.updated_at",
    ])
    .where("projects.archived_at", "is", null)
    .orderBy("tasks.updated_at", "desc")
    .orderBy("tasks.id", "desc")
    .limit(most)
    .execute();
  return rows.map(({ id, title, project_id, projectName, completed_at, created_at, updated_at: at }) => {
    const isNew = at.getTime() === created_at.getTime();
    const what = completed_at ? "completed" : isNew ? "created" : "changed";
    return { kind: "task", what, id, name: title, projectId: project_id, projectName, at };
  });
}

/** Whether there is a project, archived ones aside. */
export async function hasProjects(tx: TenantReader): Promise<boolean> {
  const row = await tx
    .selectFrom("projects")
    .select("id")
    .where("archived_at", "is", null)
    .limit(1)
    .execute();
  return row.length > 0;
}
