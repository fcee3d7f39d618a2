import { type RawBuilder, sql } from "kysely";
import type { TenantTransaction } from "#db/tenant/transaction.ts";
import { NotFound } from "../errors.ts";
import type { TaskStatus } from "./task.ts";

/**
 * Where a task is moved: a column, and its neighbours there as the member saw them. Without neighbours it goes to the end.
 */
export type Place = { status: TaskStatus; after?: string; before?: string };

/** Below this gap a column is renumbered. Halving 1 reaches it in 30 steps, well within double precision. */
const minGap = 1e-9;

/**
 * Locks the order of a project's tasks until the transaction ends, so that two moves do not halve the same gap. Take it before
 * locking a task. New tasks do not need it.
 * @throws NotFound if the project was deleted.
 */
export async function lockOrder(tx: TenantTransaction, projectId: string): Promise<void> {
  const query = tx.selectFrom("projects").select("id").where("id", "=", projectId).forNoKeyUpdate();
  if (!(await query.executeTakeFirst())) throw new NotFound("The project");
}

/** After the last task of a column; before the first one in `done`, which shows the newest first. */
export function positionAtEnd(projectId: string, status: TaskStatus): RawBuilder<number> {
  const end = status === "done" ? sql`min(position) - 1` : sql`max(position) + 1`;
  return sql<number>`(select coalesce(${end}, 1) from tasks where project_id = ${projectId}::uuid and status = ${status})`;
}

type Moved = { id: string; projectId: string };

/** Undefined if neither neighbour exists. Hold the order while calling it. */
export async function findPosition(
  tx: TenantTransaction,
  task: Moved,
  place: Place,
): Promise<number | undefined> {
  const gap = await findGap(tx, task, place);
  if (!gap || isWide(gap)) return gap && middle(gap);
  await renumber(tx, task.projectId, place.status);
  const wide = await findGap(tx, task, place);
  return wide && middle(wide);
}

type Gap = { above: number | null; below: number | null };

async function findGap(tx: TenantTransaction, task: Moved, place: Place): Promise<Gap | undefined> {
  const { status, after, before } = place;
  const column = () =>
    tx
      .selectFrom("tasks")
      .where("project_id", "=", task.projectId)
      .where("status", "=", status)
      .where("id", "<>", task.id);
  const find = async (id: string) =>
    await column().select(["id", "position"]).where("id", "=", id).executeTakeFirst();
  /** The position on the other side of a neighbour. */
  const next = async (side: "above" | "below", { position, id }: { id: string; position: number }) => {
    const [compare, direction] = side === "below" ? [sql`>`, "asc" as const] : [sql`<`, "desc" as const];
    const row = await column()
      .select("position")
      .where(sql<boolean>`(position, id) ${compare} (${position}::float8, ${id}::uuid)`)
      .orderBy("position", direction)
      .orderBy("id", direction)
      .limit(1)
      .executeTakeFirst();
    return row?.position ?? null;
  };
  const upper = after ? await find(after) : undefined;
  if (upper) return { above: upper.position, below: await next("below", upper) };
  const lower = before ? await find(before) : undefined;
  if (lower) return { above: await next("above", lower), below: lower.position };
  return undefined;
}

function isWide({ above, below }: Gap): boolean {
  return above === null || below === null || below - above > minGap * Math.max(1, Math.abs(below));
}

function middle({ above, below }: Gap): number {
  if (above !== null && below !== null) return (above + below) / 2;
  return above !== null ? above + 1 : (below ?? 2) - 1;
}

/** Locks rows in the order of their ids, as every caller does. Only the positions change. */
async function renumber(tx: TenantTransaction, projectId: string, status: TaskStatus): Promise<void> {
  const column = tx.selectFrom("tasks").where("project_id", "=", projectId).where("status", "=", status);
  await column.select("id").orderBy("id").forUpdate().execute();
  await tx
    .updateTable("tasks")
    .from(
      column
        .select(["id", sql<number>`row_number() over (order by position, id)`.as("number")])
        .as("numbered"),
    )
    .set((eb) => ({ position: eb.ref("numbered.number") }))
    .whereRef("tasks.id", "=", "numbered.id")
    .execute();
}
