import type { LabelView } from "#app/features/labels/label-view.ts";
import type { TaskStatus } from "./task-schema.ts";

export type TaskView = {
  id: string;
  title: string;
  status: TaskStatus;
  /** A day such as 2026-11-23. */
  dueOn: string | null;
  assigneeId: string | null;
  /** Empty if unassigned. */
  assigneeName: string;
  projectId: string;
  projectName: string;
  hasNotes: boolean;
  labels: LabelView[];
};

/** A possible assignee. */
export type PersonView = { id: string; name: string; avatarUrl: string | null };

export type ProjectView = {
  id: string;
  name: string;
  description: string;
  isArchived: boolean;
  labels: LabelView[];
};

/** Members as options. */
export function toPeople(
  members: { id: string; email: string; firstName: string; lastName: string; avatarUrl: string | null }[],
): PersonView[] {
  return members.map(({ id, email, firstName, lastName, avatarUrl }) => {
    return { id, name: `${firstName} ${lastName}`.trim() || email, avatarUrl };
  });
}

/** The text fields of a returned form. Our forms send each field once, so of repeated fields only the first counts. */
export function textsOf(values: object | null | undefined): Record<string, string> | undefined {
  if (!values) return undefined;
  const texts = Object.entries(values).map(([name, value]) => [
    name,
    Array.isArray(value) ? value[0] : value,
  ]);
  return Object.fromEntries(texts.filter(([, value]) => typeof value === "string"));
}

/** The path of a task's page. */
export function taskPath({ projectId, id }: { projectId: string; id: string }): string {
  return `/projects/${projectId}/tasks/${id}`;
}

/** A task with all pending forms applied. */
export function withPending(
  task: TaskView,
  people: readonly PersonView[],
  forms: readonly (FormData | undefined)[],
): TaskView {
  const pending = forms.flatMap((form) => [...(form ?? [])]).filter(([, value]) => typeof value === "string");
  const fields = new Map(pending as [string, string][]);
  const assigneeId = fields.has("assigneeId") ? fields.get("assigneeId") || null : task.assigneeId;
  return {
    ...task,
    title: fields.get("title")?.trim() || task.title,
    status: (fields.get("status") as TaskStatus | undefined) ?? task.status,
    dueOn: fields.has("dueOn") ? fields.get("dueOn") || null : task.dueOn,
    assigneeId,
    assigneeName:
      assigneeId === task.assigneeId
        ? task.assigneeName
        : (people.find(({ id }) => id === assigneeId)?.name ?? ""),
  };
}
