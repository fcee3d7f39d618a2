import type { Translation } from "../../translation.ts";
import type { audit as english } from "../en/audit.ts";

export const audit: Translation<typeof english> = {};
