import type { Feature } from "#app/features/feature.ts";

export const onboarding = {
  permissions: {
    /** A member's own name, phone and onboarding. */
    "profile:write": ["owner", "admin", "member", "viewer"],
  },
} as const satisfies Feature;
