import type { LabelView } from "#app/features/labels/label-view.ts";
import type { ProjectStatus } from "./project-fields.ts";

/** A project as the list gets it: dates are text, as they travel. */
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
  /** To archive it, to restore it and to delete it is one right. */
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
