import type { Translation } from "../../translation.ts";
import type { landing as english } from "../en/landing.ts";

export const landing: Translation<typeof english> = {};
