import type { Translation } from "../../translation.ts";
import type { onboarding as english } from "../en/onboarding.ts";

export const onboarding: Translation<typeof english> = {};
