import type { Feature } from "#app/features/feature.ts";

export const audit = {
  navigation: { to: "audit", permission: "audit:read" },
  permissions: { "audit:read": ["owner", "admin"] },
} as const satisfies Feature;
