export type TaskStatus = "todo" | "doing" | "done";

export type TaskFields = {
  title: string;
  notes: string;
  status: TaskStatus;
  assigneeId: string | null;
  /** A day, as 2026-11-23. */
  dueOn: string | null;
};

export type Task = TaskFields & {
  id: string;
  version: number;
  projectId: string;
  projectName: string;
  isArchived: boolean;
  /** Empty for a task that is nobody's. */
  assigneeName: string;
  /** Empty where nobody knows any more. */
  creatorName: string;
  createdAt: Date;
  updatedAt: Date;
};
