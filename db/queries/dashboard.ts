import { sql } from "kysely";
import { jsonArrayFrom } from "kysely/helpers/postgres";
import { RecentMap } from "#db/directory/recent-map.ts";
import { statement } from "#db/tenant/statement.ts";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { selectVisitor, toVisitor, type Visitor } from "./members.ts";
import { selectVisitors } from "./presence.ts";
import { selectTimeZone } from "./settings.ts";

export type DashboardInput = {
  userId: string;
  /** The last day that counts as due soon, `2026-11-23`. */
  dueUpTo: string;
  completedSince: Date;
  seenSince: Date;
};

export type Happening = {
  kind: "project" | "task";
  what: "created" | "changed" | "completed" | "archived";
  id: string;
  name: string;
  projectId: string;
  projectName: string;
  at: Date;
};

/** More tasks that are due are not read, but for one more, which says that there are. */
export const mostDue = 50;

/** More happenings are not told. */
export const mostHappenings = 8;

/** The day it is now in a time zone, `2026-11-23`. */
export function dayIn(timeZone: string, now: Date): string {
  const format = days.get(timeZone) ?? newDayFormat(timeZone);
  days.set(timeZone, format);
  return format.format(now);
}

// To make one takes as long as a query.
const days = new RecentMap<Intl.DateTimeFormat>(64);

function newDayFormat(timeZone: string): Intl.DateTimeFormat {
  // Sweden writes days as the database does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
}

/**
 * A member, and all that the dashboard shows them of the workspace, in one query; undefined for who is none. Days are the
 * workspace's, and without a time: `2026-11-23`.
 */
export async function findDashboard(
  tx: TenantReader,
  input: DashboardInput,
): Promise<(Visitor & { dashboard: Dashboard }) | undefined> {
  const [row] = await dashboard(tx, input);
  if (!row) return undefined;
  const { due, completed, progress, projects, tasks, visitors, ...visitor } = row;
  const happenings = [...projects.map(projectHappening), ...tasks.map(taskHappening)]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, mostHappenings);
  const seen = visitors.map((row) => ({ ...row, lastSeenAt: new Date(row.lastSeenAt) }));
  return {
    ...toVisitor(visitor),
    dashboard: { isBegun: projects.length > 0, due, completed, progress, happenings, visitors: seen },
  };
}

export type Dashboard = {
  /** Whether there is a project, be it an archived one. */
  isBegun: boolean;
  due: Row<typeof selectDue>[];
  completed: Row<typeof selectCompletedByDay>[];
  progress: Row<typeof selectProgress>[];
  happenings: Happening[];
  visitors: (Omit<VisitorRow, "lastSeenAt"> & { lastSeenAt: Date })[];
};

// All that is selected hangs on the member's row: where there is none, nothing else is read.
const dashboard = statement((read, input: DashboardInput) =>
  selectVisitor(read, input).select([
    jsonArrayFrom(selectDue(read, input)).as("due"),
    jsonArrayFrom(selectCompletedByDay(read, input)).as("completed"),
    jsonArrayFrom(selectProgress(read)).as("progress"),
    jsonArrayFrom(selectChangedProjects(read)).as("projects"),
    jsonArrayFrom(selectChangedTasks(read)).as("tasks"),
    // As text: JSON knows no dates.
    jsonArrayFrom(selectVisitors(read, input)).$castTo<VisitorRow[]>().as("visitors"),
  ]),
);

type VisitorRow = {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  avatarUrl: string | null;
  lastSeenAt: string;
};

/** Open tasks of a member that are due up to a day, that included: the first due first, `mostDue` and one more at most. */
function selectDue(read: TenantReader, { userId, dueUpTo }: DashboardInput) {
  return read
    .selectFrom("tasks")
    .innerJoin("projects", "projects.id", "tasks.project_id")
    .select([
      "tasks.id",
      "tasks.title",
      sql<string>`tasks.due_on::text`.as("dueOn"),
      "tasks.project_id as projectId",
      "projects.name as projectName",
    ])
    .where("tasks.assignee_id", "=", userId)
    .where("tasks.completed_at", "is", null)
    .where("tasks.due_on", "<=", sql<Date>`${dueUpTo}::date`)
    .where("projects.archived_at", "is", null)
    .orderBy("tasks.due_on")
    .orderBy("tasks.id")
    .limit(mostDue + 1);
}

/** How many tasks were completed on each day of the workspace's time zone; days without one are left out. */
function selectCompletedByDay(read: TenantReader, { completedSince }: DashboardInput) {
  const day = sql<string>`(completed_at at time zone ${selectTimeZone(read)})::date::text`;
  return read
    .selectFrom("tasks")
    .select([day.as("day"), sql<number>`count(*)::int`.as("count")])
    .where("completed_at", ">=", completedSince)
    .groupBy(sql`1`)
    .orderBy(sql`1`);
}

/** The state of the tasks of those projects that were changed last and are neither archived nor done; 6 at most. */
function selectProgress(read: TenantReader) {
  const count = (status: string) => sql<number>`(count(*) filter (where status = ${status}))::int`;
  return (
    read
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
      // Project by project: a join would be guessed at, and read all tasks there are.
      .crossJoinLateral((from) =>
        from
          .selectFrom("tasks")
          .select([count("done").as("done"), count("doing").as("doing"), count("todo").as("todo")])
          .whereRef("tasks.project_id", "=", "recent.id")
          .as("counts"),
      )
      .select(["recent.id", "recent.name", "counts.done", "counts.doing", "counts.todo"])
      .orderBy("recent.updated_at", "desc")
      .orderBy("recent.id", "desc")
  );
}

// What happened to projects and tasks is told by their times: those that changed last are compared with each other.

function selectChangedProjects(read: TenantReader) {
  return read
    .selectFrom("projects")
    .select(["id", "name", "status"])
    .select(sql<boolean>`archived_at is not null`.as("isArchived"))
    .select(sql<boolean>`updated_at = created_at`.as("isNew"))
    .select(sql<string>`updated_at`.as("at"))
    .orderBy("updated_at", "desc")
    .orderBy("id", "desc")
    .limit(mostHappenings);
}

type Row<Select extends (...args: never[]) => { execute(): Promise<unknown[]> }> = Awaited<
  ReturnType<ReturnType<Select>["execute"]>
>[number];

function projectHappening({ id, name, status, isArchived, isNew, at }: Row<typeof selectChangedProjects>) {
  const what = isArchived ? "archived" : isNew ? "created" : status === "done" ? "completed" : "changed";
  return { kind: "project", what, id, name, projectId: id, projectName: name, at: new Date(at) } as Happening;
}

function selectChangedTasks(read: TenantReader) {
  return read
    .selectFrom("tasks")
    .innerJoin("projects", "projects.id", "tasks.project_id")
    .select(["tasks.id", "tasks.title", "tasks.project_id as projectId", "projects.name as projectName"])
    .select(sql<boolean>`tasks.completed_at is not null`.as("isCompleted"))
    .select(sql<boolean>`tasks.updated_at = tasks.created_at`.as("isNew"))
    .select(sql<string>`tasks.updated_at`.as("at"))
    .where("projects.archived_at", "is", null)
    .orderBy("tasks.updated_at", "desc")
    .orderBy("tasks.id", "desc")
    .limit(mostHappenings);
}

function taskHappening({ title, isCompleted, isNew, at, ...task }: Row<typeof selectChangedTasks>) {
  const what = isCompleted ? "completed" : isNew ? "created" : "changed";
  return { kind: "task", what, name: title, at: new Date(at), ...task } as Happening;
}
