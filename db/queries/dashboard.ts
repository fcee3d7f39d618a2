import { sql } from "kysely";
import { jsonArrayFrom } from "kysely/helpers/postgres";
import { RecentMap } from "#db/directory/recent-map.ts";
import { statement } from "#db/tenant/statement.ts";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { type MemberContext, selectMemberContext, toMemberContext } from "./members.ts";
import { selectRecentMembers } from "./presence.ts";
import { selectTimeZone } from "./settings.ts";

export type DashboardInput = {
  userId: string;
  /** The last day that counts as due soon, `2026-11-23`. */
  dueUpTo: string;
  completedSince: Date;
  seenSince: Date;
};

export type RecentChange = {
  kind: "project" | "task";
  what: "created" | "changed" | "completed" | "archived";
  id: string;
  name: string;
  projectId: string;
  projectName: string;
  at: Date;
};

/** The number of due tasks that are shown. One more is read, to tell whether there are more. */
export const maxDue = 50;

/** The number of recent events that are shown. */
export const maxRecentChanges = 8;

/** The current day in a time zone, such as `2026-11-23`. */
export function dayIn(timeZone: string, now: Date): string {
  const format = days.get(timeZone) ?? newDayFormat(timeZone);
  days.set(timeZone, format);
  return format.format(now);
}

// Creating a format takes as long as a query.
const days = new RecentMap<Intl.DateTimeFormat>(64);

function newDayFormat(timeZone: string): Intl.DateTimeFormat {
  // Swedish dates have the database's format.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
}

/**
 * A member and everything that their dashboard shows, in one query; undefined for people who are not members. Days are in
 * the workspace's time zone, such as `2026-11-23`.
 */
export async function findDashboard(
  tx: TenantReader,
  input: DashboardInput,
): Promise<(MemberContext & { dashboard: Dashboard }) | undefined> {
  const [row] = await dashboard(tx, input);
  if (!row) return undefined;
  const { due, completed, progress, projects, tasks, recentMembers, ...member } = row;
  const recentChanges = [...projects.map(toProjectChange), ...tasks.map(toTaskChange)]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, maxRecentChanges);
  const seen = recentMembers.map((row) => ({ ...row, lastSeenAt: new Date(row.lastSeenAt) }));
  return {
    ...toMemberContext(member),
    dashboard: { isBegun: projects.length > 0, due, completed, progress, recentChanges, recentMembers: seen },
  };
}

export type Dashboard = {
  /** Whether there is a project, including archived ones. */
  isBegun: boolean;
  due: Row<typeof selectDue>[];
  completed: Row<typeof selectCompletedByDay>[];
  progress: Row<typeof selectProgress>[];
  recentChanges: RecentChange[];
  recentMembers: (Omit<RecentMemberRow, "lastSeenAt"> & { lastSeenAt: Date })[];
};

// Everything is selected from the member's row: without one, nothing is read.
const dashboard = statement((read, input: DashboardInput) =>
  selectMemberContext(read, input).select([
    jsonArrayFrom(selectDue(read, input)).as("due"),
    jsonArrayFrom(selectCompletedByDay(read, input)).as("completed"),
    jsonArrayFrom(selectProgress(read)).as("progress"),
    jsonArrayFrom(selectChangedProjects(read)).as("projects"),
    jsonArrayFrom(selectChangedTasks(read)).as("tasks"),
    // As text: JSON has no dates.
    jsonArrayFrom(selectRecentMembers(read, input)).$castTo<RecentMemberRow[]>().as("recentMembers"),
  ]),
);

type RecentMemberRow = {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  avatarUrl: string | null;
  lastSeenAt: string;
};

/** Open tasks of a member that are due on a day or before, the earliest first; at most `maxDue` + 1. */
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
    .limit(maxDue + 1);
}

/** The number of tasks completed on each day in the workspace's time zone, without empty days. */
function selectCompletedByDay(read: TenantReader, { completedSince }: DashboardInput) {
  const day = sql<string>`(completed_at at time zone ${selectTimeZone(read)})::date::text`;
  return read
    .selectFrom("tasks")
    .select([day.as("day"), sql<number>`count(*)::int`.as("count")])
    .where("completed_at", ">=", completedSince)
    .groupBy(sql`1`)
    .orderBy(sql`1`);
}

/** Task counts of the six projects that changed last and are neither archived nor done. */
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
      // LATERAL, because the planner would misestimate a join and read all tasks.
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

// Recent events are derived from the timestamps of projects and tasks.

function selectChangedProjects(read: TenantReader) {
  return read
    .selectFrom("projects")
    .select(["id", "name", "status"])
    .select(sql<boolean>`archived_at is not null`.as("isArchived"))
    .select(sql<boolean>`updated_at = created_at`.as("isNew"))
    .select(sql<string>`updated_at`.as("at"))
    .orderBy("updated_at", "desc")
    .orderBy("id", "desc")
    .limit(maxRecentChanges);
}

type Row<Select extends (...args: never[]) => { execute(): Promise<unknown[]> }> = Awaited<
  ReturnType<ReturnType<Select>["execute"]>
>[number];

function toProjectChange({ id, name, status, isArchived, isNew, at }: Row<typeof selectChangedProjects>) {
  const what = isArchived ? "archived" : isNew ? "created" : status === "done" ? "completed" : "changed";
  return {
    kind: "project",
    what,
    id,
    name,
    projectId: id,
    projectName: name,
    at: new Date(at),
  } as RecentChange;
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
    .limit(maxRecentChanges);
}

function toTaskChange({ title, isCompleted, isNew, at, ...task }: Row<typeof selectChangedTasks>) {
  const what = isCompleted ? "completed" : isNew ? "created" : "changed";
  return { kind: "task", what, name: title, at: new Date(at), ...task } as RecentChange;
}
