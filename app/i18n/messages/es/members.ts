import type { Translation } from "../../translation.ts";
import type { members as english } from "../en/members.ts";

export const members: Translation<typeof english> = {};
