import type { LabelView } from "#app/features/labels/label-view.ts";
import type { TaskStatus } from "./task-schema.ts";

export type TaskDetails = {
  id: string;
  title: string;
  notes: string;
  status: TaskStatus;
  assigneeId: string | null;
  assigneeName: string;
  dueOn: string | null;
  version: number;
  projectId: string;
  projectName: string;
  isArchived: boolean;
  labels: LabelView[];
  creatorName: string;
  createdAt: string;
  changedAt: string;
  changedBy: string;
};

export type TaskFormFields = {
  title?: string;
  notes?: string;
  status?: string;
  assigneeId?: string;
  dueOn?: string;
  version?: string;
};
