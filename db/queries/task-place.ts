import type { TenantTransaction } from "#db/tenant/transaction.ts";
import { Stale } from "../errors.ts";
import { type Actor, recordChange } from "./audit-log.ts";
import type { Task, TaskStatus } from "./task.ts";
import { findPosition, lockOrder, type Place, positionAtEnd } from "./task-order.ts";
import { getProjectOf, lockTask, targetOf } from "./tasks.ts";

/**
 * Moves a task. A neighbour that has moved meanwhile is ignored; without any, the task goes to the end of the column. Moving
 * within a column changes neither version nor audit log. `seen` are the statuses that the member has seen, including the
 * results of their own pending moves.
 * @returns the task before the move. @throws NotFound, also if the project is archived; Stale if someone else has set
 * another status, unless it is the wanted one.
 */
export async function placeTask(
  tx: TenantTransaction,
  id: string,
  place: Place,
  seen: readonly TaskStatus[],
  actor: Actor,
): Promise<Task> {
  const projectId = await getProjectOf(tx, id);
  await lockOrder(tx, projectId);
  const task = await lockTask(tx, id);
  const { status } = place;
  const isSame = task.status === status;
  if (!isSame && !seen.includes(task.status)) throw new Stale("The task");
  if (isSame && !place.after && !place.before) return task;
  const position = (await findPosition(tx, task, place)) ?? positionAtEnd(projectId, status);
  const now = new Date();
  await tx
    .updateTable("tasks")
    .set((eb) => ({
      position,
      ...(!isSame && {
        status,
        completed_at: status === "done" ? now : null,
        updated_at: now,
        version: eb("version", "+", 1),
      }),
    }))
    .where("id", "=", id)
    .execute();
  if (isSame) return task;
  await recordChange(tx, actor, {
    action: "task.updated",
    target: targetOf(id, task.title),
    before: { status: task.status },
    after: { status },
  });
  return task;
}
