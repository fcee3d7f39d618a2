import type { Feature } from "#app/features/feature.ts";

export const labels = {
  navigation: { to: "labels", permission: "projects:read" },
  permissions: { "labels:manage": ["owner", "admin", "member"] },
  audit: { kinds: ["label"], actions: ["label.created", "label.updated", "label.deleted"] },
} as const satisfies Feature;
