import type { LabelView } from "#app/features/labels/label-view.ts";
import type { TaskStatus } from "./task-schema.ts";

export type TaskView = {
  id: string;
  title: string;
  status: TaskStatus;
  /** A day, as 2026-11-23. */
  dueOn: string | null;
  assigneeId: string | null;
  /** Empty for a task that is nobody's. */
  assigneeName: string;
  projectId: string;
  projectName: string;
  hasNotes: boolean;
  labels: LabelView[];
};

/** Who can be given a task. */
export type PersonView = { id: string; name: string; avatarUrl: string | null };

export type ProjectView = {
  id: string;
  name: string;
  description: string;
  isArchived: boolean;
  labels: LabelView[];
};

/** Members as choices. */
export function toPeople(
  members: { id: string; email: string; firstName: string; lastName: string; avatarUrl: string | null }[],
): PersonView[] {
  return members.map(({ id, email, firstName, lastName, avatarUrl }) => {
    return { id, name: `${firstName} ${lastName}`.trim() || email, avatarUrl };
  });
}

/** The fields of a form that came back, each once: whoever sends one several times has no form of ours. */
export function textsOf(values: object | null | undefined): Record<string, string> | undefined {
  if (!values) return undefined;
  const texts = Object.entries(values).map(([name, value]) => [
    name,
    Array.isArray(value) ? value[0] : value,
  ]);
  return Object.fromEntries(texts.filter(([, value]) => typeof value === "string"));
}

/** Where everything of a task is. */
export function taskPath({ projectId, id }: { projectId: string; id: string }): string {
  return `/projects/${projectId}/tasks/${id}`;
}

/** A task as it will be when the forms that are under way have arrived. */
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
