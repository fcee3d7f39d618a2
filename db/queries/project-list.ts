import { sql } from "kysely";
import { statement } from "#db/tenant/statement.ts";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { collated, contains } from "./collation.ts";
import { hasLabel, labelsOf } from "./labelling.ts";
import type { Label } from "./labels.ts";
import { fullName } from "./members.ts";
import { type ProjectRow, type ProjectStatus, selectProjects } from "./project-rows.ts";

/** The order of a list, and the key of the row that it starts after. */
export type ProjectOrder =
  | { by: "changed"; after?: [updatedAt: string, id: string] }
  | { by: "name"; after?: [name: string, id: string] }
  | { by: "newest"; after?: [id: string] };

export type ProjectFilter = {
  /** Lists only archived projects instead of only others. */
  archived?: boolean;
  status?: ProjectStatus;
  ownerId?: string;
  labelId?: string;
  /** Part of the name or the description, ignoring case. */
  search?: string;
  order?: ProjectOrder;
  limit?: number;
};

export type ListedProject = ProjectRow & {
  /** When it was changed, in microseconds, for the key of a page. */
  changedAt: string;
  taskCount: number;
  labels: Label[];
};

/** Up to `limit` projects, 200 by default. */
export async function listProjects(
  tx: TenantReader,
  { limit = 200, order = { by: "changed" }, ...filter }: ProjectFilter = {},
): Promise<ListedProject[]> {
  const isCommon = !order.after && Object.values(filter).every((value) => !value);
  return isCommon
    ? await firstPages[order.by](tx, { limit })
    : await selectPage(tx, { limit, order, ...filter }).execute();
}

/** What the list shows before anyone filters. */
const firstPages = {
  changed: firstPageBy("changed"),
  name: firstPageBy("name"),
  newest: firstPageBy("newest"),
} satisfies Record<ProjectOrder["by"], unknown>;

function firstPageBy(by: ProjectOrder["by"]) {
  return statement((read, { limit }: { limit: number }) => selectPage(read, { limit, order: { by } }));
}

function selectPage(
  tx: TenantReader,
  { archived = false, order, limit, ...filter }: ProjectFilter & { limit: number; order: ProjectOrder },
) {
  const { status, ownerId, labelId, search } = filter;
  let query = selectProjects(tx)
    .select([
      sql<string>`to_char(projects.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as(
        "changedAt",
      ),
      sql<number>`(select count(*)::int from tasks where tasks.project_id = projects.id)`.as("taskCount"),
      labelsOf("project").as("labels"),
    ])
    .where("projects.archived_at", archived ? "is not" : "is", null)
    .limit(limit);
  if (status) query = query.where("projects.status", "=", status);
  if (ownerId) query = query.where("projects.owner_id", "=", ownerId);
  if (labelId) query = query.where(hasLabel("project", labelId));
  if (search) query = query.where(contains([projectName, sql.ref("projects.description")], search));
  return inOrder(query, order);
}

const projectName = sql.ref<string>("projects.name");

type ListQuery = ReturnType<typeof selectProjects>;

/** Each order ends with the id, so that it is total. */
function inOrder<Query extends ListQuery>(query: Query, order: ProjectOrder): Query {
  return orderings[order.by](query, order.after) as Query;
}

const orderings = {
  changed(query: ListQuery, after?: readonly string[]) {
    const ordered = query.orderBy("projects.updated_at", "desc").orderBy("projects.id", "desc");
    if (!after) return ordered;
    const [at, id] = after;
    // As text, because the driver truncates timestamps to milliseconds.
    return ordered.where(
      sql<boolean>`(projects.updated_at, projects.id) < (${at}::text::timestamptz, ${id}::uuid)`,
    );
  },
  name(query: ListQuery, after?: readonly string[]) {
    const ordered = query.orderBy(collated(projectName)).orderBy("projects.id");
    if (!after) return ordered;
    const [name, id] = after;
    return ordered.where(sql<boolean>`(${collated(projectName)}, projects.id) > (${name}, ${id}::uuid)`);
  },
  /** Ids are UUIDv7, which start with the time. */
  newest(query: ListQuery, after?: readonly string[]) {
    const ordered = query.orderBy("projects.id", "desc");
    return after ? ordered.where(sql<boolean>`projects.id < ${after[0]}::uuid`) : ordered;
  },
};

/** Everyone who owns a project, by name, including former members. */
export async function listProjectOwners(tx: TenantReader): Promise<{ id: string; name: string }[]> {
  return await tx
    .selectFrom("users")
    .select(["id", collated(fullName).as("name")])
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("projects").select("projects.id").whereRef("projects.owner_id", "=", "users.id")),
    )
    .orderBy("name")
    .orderBy("id")
    .execute();
}
