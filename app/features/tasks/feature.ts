import type { Feature } from "#app/features/feature.ts";

export const tasks = {
  navigation: { to: "my-tasks", permission: "projects:read" },
  audit: {
    kinds: ["task"],
    actions: ["task.created", "task.updated", "task.deleted", "task.restored"],
  },
} as const satisfies Feature;
