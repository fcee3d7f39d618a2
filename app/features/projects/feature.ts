import type { Feature } from "#app/features/feature.ts";

export const projects = {
  navigation: { to: "projects", permission: "projects:read" },
  permissions: {
    "projects:read": ["owner", "admin", "member", "viewer"],
    "projects:write": ["owner", "admin", "member"],
    "projects:archive-others": ["owner", "admin"],
  },
  audit: {
    kinds: ["project"],
    actions: [
      "project.created",
      "project.updated",
      "project.archived",
      "project.restored",
      "project.deleted",
    ],
  },
} as const satisfies Feature;
