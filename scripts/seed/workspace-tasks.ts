import { addLabels } from "#db/queries/labelling.ts";
import { createLabel, listLabels } from "#db/queries/labels.ts";
import type { TenantTransaction } from "#db/tenant/transaction.ts";
import { type LabelName, seedLabels } from "./workspaces-data.ts";

const dayMs = 86_400_000;

type Planned = {
  title: string;
  completed?: number;
  due?: number;
  doing?: true;
  notes?: string;
  labels?: readonly LabelName[];
};

/** The tasks of every project, with the days from today when they were completed or are due. */
const plan: Planned[] = [
  { title: "Agree on what done means", completed: -12 },
  { title: "Ask the people who will use it", completed: -9 },
  { title: "Write down what was decided", completed: -6 },
  { title: "Compare two offers", completed: -4, labels: ["Needs review"] },
  { title: "First version for a look", completed: -2 },
  { title: "Send out the invitations", completed: -1, labels: ["Quick win"] },
  {
    title: "Answer the open questions",
    due: -2,
    notes: "Three are left, all about money.",
    labels: ["Customer request", "Waiting on others"],
  },
  { title: "Check the numbers once more", due: 0, doing: true, labels: ["Needs review"] },
  { title: "Prepare the demonstration", due: 1 },
  { title: "Book a room", due: 3, labels: ["Quick win"] },
  { title: "Collect what went well", due: 9 },
  { title: "Tell everybody that it is finished" },
];

/**
 * Inserts the tasks of a development project. Their dates are around today, so that a dashboard has something to show.
 * In later projects fewer are completed.
 */
export async function seedTasks(
  tx: TenantTransaction,
  project: { id: string; number: number; isDone: boolean },
  memberIds: string[],
  labelIds: ReadonlyMap<string, string>,
): Promise<void> {
  const { id: projectId, number, isDone } = project;
  const now = Date.now();
  const rows = plan.map(({ title, completed, due, doing, notes = "" }, index) => {
    const isCompleted = isDone || (completed !== undefined && index + number < 8);
    const ago = (Math.abs(completed ?? index - plan.length) + (index % 3) * (number % 3)) * dayMs;
    const at = new Date(now - (isCompleted ? ago : (plan.length - index) * 1_800_000 + number * 600_000));
    const dueAt = due === undefined ? undefined : new Date(now + (due + (number % 2)) * dayMs);
    return {
      id: Bun.randomUUIDv7(),
      project_id: projectId,
      title,
      notes,
      status: isCompleted ? "done" : doing ? "doing" : "todo",
      assignee_id: memberIds[(index + number) % memberIds.length] ?? null,
      due_on: dueAt?.toISOString().slice(0, 10) ?? null,
      position: index + 1,
      created_by: memberIds[number % memberIds.length] ?? null,
      completed_at: isCompleted ? at : null,
      created_at: new Date(now - 14 * dayMs),
      updated_at: at,
    };
  });
  await tx.insertInto("tasks").values(rows).execute();
  for (const [index, { labels = [] }] of plan.entries())
    await addLabels(tx, "task", rows[index]?.id ?? "", toIds(labels, labelIds));
}

/** Creates the labels of a development workspace. @returns their ids by name. */
export async function createLabels(
  tx: TenantTransaction,
  creatorId: string,
): Promise<ReadonlyMap<string, string>> {
  for (const label of seedLabels) await createLabel(tx, label, { id: creatorId });
  return new Map((await listLabels(tx)).map(({ id, name }) => [name, id]));
}

export function toIds(names: readonly LabelName[], labelIds: ReadonlyMap<string, string>): string[] {
  return names.flatMap((name) => labelIds.get(name) ?? []);
}
