import type { FeatureWords } from "#app/features/feature.ts";
import type { onboarding as feature } from "#app/features/onboarding/feature.ts";

export const welcome = {
  title: "Welcome to {workspace}",
  description: "Tell your team who you are. You can change this later.",
  firstName: "First name",
  lastName: "Last name",
  phone: "Phone",
  phoneHint: "Only visible to members of this workspace.",
  continue: "Continue",
  later: "Skip for now",
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = {
  welcome,
  titles: { welcome: "Welcome" },
  roles: { may: { "profile:write": "Edit their own profile" } },
} as const satisfies FeatureWords<typeof feature>;
