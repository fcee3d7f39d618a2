import type { LabelView } from "#app/features/labels/label-view.ts";
import type { ProjectStatus } from "./project-fields.ts";

/** A project in the list, with dates as text because it is sent as JSON. */
export type ProjectView = {
  id: string;
  name: string;
  description: string;
  color: string;
  status: ProjectStatus;
  ownerName: string;
  updatedAt: string;
  taskCount: number;
  labels: LabelView[];
  /** One permission covers archiving, restoring and deleting. */
  mayArchive: boolean;
};

/** Whole class names, so that Tailwind finds them. */
export const colorClasses: Record<string, string> = {
  slate: "bg-slate-500",
  red: "bg-red-500",
  orange: "bg-orange-500",
  amber: "bg-amber-400",
  green: "bg-green-600",
  teal: "bg-teal-500",
  blue: "bg-blue-500",
  violet: "bg-violet-500",
};
