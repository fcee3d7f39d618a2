import type { ProjectStatus } from "./project-fields.ts";

export const statusLooks: Record<ProjectStatus, string> = {
  active: "bg-accent-soft text-accent-soft-foreground",
  paused: "bg-warning-soft text-warning-soft-foreground",
  done: "bg-muted text-muted-foreground",
};
