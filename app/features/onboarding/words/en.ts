import type { FeatureWords } from "#app/features/feature.ts";
import type { onboarding as feature } from "#app/features/onboarding/feature.ts";

export const welcome = {
  title: "Welcome to {workspace}",
  description: "Tell the others who you are. You can change it later.",
  firstName: "First name",
  lastName: "Last name",
  phone: "Phone",
  phoneHint: "Only members of this workspace see it.",
  continue: "Continue",
  later: "Later",
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = {
  welcome,
  titles: { welcome: "Welcome" },
  roles: { may: { "profile:write": "Change one’s own profile" } },
} as const satisfies FeatureWords<typeof feature>;
