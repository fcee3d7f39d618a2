import { type RawBuilder, sql } from "kysely";
import { statement } from "#db/tenant/statement.ts";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { contains } from "./collation.ts";
import { hasLabel, labelsOf } from "./labelling.ts";
import type { Label } from "./labels.ts";
import type { TaskStatus } from "./task.ts";
import { nameOrEmpty } from "./tasks.ts";

export type TaskRow = {
  id: string;
  title: string;
  status: TaskStatus;
  /** A day, such as 2026-11-23. */
  dueOn: string | null;
  assigneeId: string | null;
  /** Empty without an assignee. */
  assigneeName: string;
  projectId: string;
  projectName: string;
  hasNotes: boolean;
  labels: Label[];
  /** The start of the next page, if this is the last row of a page. */
  key: TaskKey;
};

export type TaskSort = "board" | "due" | "changed" | "newest";

/** A row's sort values as text, timestamps with microseconds, and its id. Callers validate keys from outside. */
export type TaskKey = readonly string[];

export type TaskFilter = {
  status?: TaskStatus;
  /** A member's id, or null for unassigned tasks. */
  assigneeId?: string | null;
  labelId?: string;
  /** `overdue` and `week` list open tasks only; `week` is today and the next six days. */
  due?: { when: "overdue" | "week" | "none"; today: string };
  /** Part of title or notes, ignoring case. */
  search?: string;
};

type Page = { sort: TaskSort; after?: TaskKey; limit: number };

/** Up to `limit` matching tasks of a project, sorted. */
export async function listTasks(
  tx: TenantReader,
  projectId: string,
  filter: TaskFilter,
  page: Page,
): Promise<TaskRow[]> {
  const { status, ...others } = filter;
  const isCommon = !page.after && Object.values(others).every((value) => value === undefined);
  if (!isCommon) return await selectTasks(tx, projectId, filter, page).execute();
  const { all, ofStatus } = firstPages[page.sort];
  return status
    ? await ofStatus(tx, { projectId, limit: page.limit, status })
    : await all(tx, { projectId, limit: page.limit });
}

function selectTasks(tx: TenantReader, projectId: string, filter: TaskFilter, page: Page) {
  const { status, assigneeId, labelId, due, search } = filter;
  let query = selectRows(tx, page).where("tasks.project_id", "=", projectId);
  if (status) query = query.where("tasks.status", "=", status);
  if (assigneeId === null) query = query.where("tasks.assignee_id", "is", null);
  else if (assigneeId) query = query.where("tasks.assignee_id", "=", assigneeId);
  if (labelId) query = query.where(hasLabel("task", labelId));
  if (due?.when === "none") query = query.where("tasks.due_on", "is", null);
  else if (due) {
    const today = sql<Date>`${due.today}::date`;
    query = query.where("tasks.completed_at", "is", null);
    if (due.when === "overdue") query = query.where("tasks.due_on", "<", today);
    else
      query = query
        .where("tasks.due_on", ">=", today)
        .where("tasks.due_on", "<=", sql<Date>`${due.today}::date + 6`);
  }
  if (search) query = query.where(contains([sql.ref("tasks.title"), sql.ref("tasks.notes")], search));
  return query;
}

/** A member's open tasks in projects that are not archived, by due date, those without one last. */
export async function listOpenTasksOf(
  tx: TenantReader,
  memberId: string,
  { after, limit }: Omit<Page, "sort">,
): Promise<TaskRow[]> {
  return await selectRows(tx, { sort: "due", after, limit })
    .where("tasks.assignee_id", "=", memberId)
    .where("tasks.completed_at", "is", null)
    .where("projects.archived_at", "is", null)
    .execute();
}

/** The number of a project's tasks in each status. */
export async function countTasks(tx: TenantReader, projectId: string): Promise<Record<TaskStatus, number>> {
  const rows = await counts(tx, { projectId });
  return { todo: 0, doing: 0, done: 0, ...Object.fromEntries(rows.map((row) => [row.status, row.count])) };
}

const counts = statement((read, { projectId }: { projectId: string }) =>
  read
    .selectFrom("tasks")
    .select(["status", sql<number>`count(*)::int`.as("count")])
    .where("project_id", "=", projectId)
    .groupBy("status"),
);

type SortKey = { value: RawBuilder<unknown>; type: "int" | "float8" | "date" | "timestamptz" };

/** The order of the columns on a board. */
const rank = sql`array_position(array['todo', 'doing', 'done'], tasks.status)`;

const sorts: Record<TaskSort, { keys: readonly SortKey[]; direction: "asc" | "desc" }> = {
  board: {
    keys: [
      { value: rank, type: "int" },
      { value: sql.ref("tasks.position"), type: "float8" },
    ],
    direction: "asc",
  },
  due: { keys: [{ value: sql`coalesce(tasks.due_on, 'infinity')`, type: "date" }], direction: "asc" },
  changed: { keys: [{ value: sql.ref("tasks.updated_at"), type: "timestamptz" }], direction: "desc" },
  newest: { keys: [{ value: sql.ref("tasks.created_at"), type: "timestamptz" }], direction: "desc" },
};

type FirstPage = { projectId: string; limit: number };

/** What lists and boards show before anyone filters. */
const firstPages = {
  board: firstPagesBy("board"),
  due: firstPagesBy("due"),
  changed: firstPagesBy("changed"),
  newest: firstPagesBy("newest"),
} satisfies Record<TaskSort, unknown>;

function firstPagesBy(sort: TaskSort) {
  return {
    all: statement((read, { projectId, limit }: FirstPage) =>
      selectTasks(read, projectId, {}, { sort, limit }),
    ),
    ofStatus: statement((read, { projectId, limit, status }: FirstPage & { status: TaskStatus }) =>
      selectTasks(read, projectId, { status }, { sort, limit }),
    ),
  };
}

function selectRows(tx: TenantReader, { sort, after, limit }: Page) {
  const { keys, direction } = sorts[sort];
  const id = sql`tasks.id`;
  const written = [...keys.map(asText), sql`${id}::text`];
  const query = tx
    .selectFrom("tasks")
    .innerJoin("projects", "projects.id", "tasks.project_id")
    .leftJoin("users", "users.id", "tasks.assignee_id")
    .select([
      "tasks.id",
      "tasks.title",
      sql<TaskStatus>`tasks.status`.as("status"),
      sql<string | null>`tasks.due_on::text`.as("dueOn"),
      "tasks.assignee_id as assigneeId",
      nameOrEmpty.as("assigneeName"),
      "tasks.project_id as projectId",
      "projects.name as projectName",
      sql<boolean>`tasks.notes <> ''`.as("hasNotes"),
      labelsOf("task").as("labels"),
      sql<TaskKey>`json_build_array(${sql.join(written)})`.as("key"),
    ])
    .$call((rows) => keys.reduce((sorted, { value }) => sorted.orderBy(value, direction), rows))
    .orderBy("tasks.id", direction)
    .limit(limit);
  if (!after) return query;
  const types = [...keys.map(({ type }) => type as string), "uuid"];
  const from = after.map((value, index) => sql`${value}::text::${sql.raw(types[index] ?? "text")}`);
  const columns = [...keys.map(({ value }) => value), id];
  return query.where(
    sql<boolean>`(${sql.join(columns)}) ${sql.raw(direction === "asc" ? ">" : "<")} (${sql.join(from)})`,
  );
}

/** Timestamps in ISO format, whatever the session's setting. */
function asText({ value, type }: SortKey): RawBuilder<string> {
  if (type !== "timestamptz") return sql`${value}::text`;
  return sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
