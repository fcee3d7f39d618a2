import type { Feature } from "#app/features/feature.ts";

export const dashboard = {
  navigation: { to: "dashboard", permission: "projects:read" },
} as const satisfies Feature;
