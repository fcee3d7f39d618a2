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
