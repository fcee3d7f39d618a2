import type { Feature } from "#app/features/feature.ts";

export const onboarding = {
  permissions: {
    /** What everybody does for themselves: their own name, phone and onboarding. */
    "profile:write": ["owner", "admin", "member", "viewer"],
  },
} as const satisfies Feature;
