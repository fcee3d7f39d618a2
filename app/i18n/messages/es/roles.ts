import type { Translation } from "../../translation.ts";
import type { roles as english } from "../en/roles.ts";

export const roles: Translation<typeof english> = {};
