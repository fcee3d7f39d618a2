export type TaskStatus = "todo" | "doing" | "done";

export type TaskFields = {
  title: string;
  notes: string;
  status: TaskStatus;
  assigneeId: string | null;
  /** A day, such as 2026-11-23. */
  dueOn: string | null;
};

export type Task = TaskFields & {
  id: string;
  version: number;
  projectId: string;
  projectName: string;
  isArchived: boolean;
  /** Empty without an assignee. */
  assigneeName: string;
  /** Empty if unknown. */
  creatorName: string;
  createdAt: Date;
  updatedAt: Date;
};

/** The fields alone. A field that is missing here does not compile. */
export function fieldsOf({ title, notes, status, assigneeId, dueOn }: TaskFields): TaskFields {
  return { title, notes, status, assigneeId, dueOn };
}

/** The columns of fields. A field without a column does not compile, so no write can forget one. */
export function columnsOf({ title, notes, status, assigneeId, dueOn, ...rest }: Partial<TaskFields>) {
  rest satisfies Record<string, never>;
  return { title, notes, status, assignee_id: assigneeId, due_on: dueOn };
}
