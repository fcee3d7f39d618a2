import type { Translation } from "../../translation.ts";
import type { tasks as english } from "../en/tasks.ts";

export const tasks: Translation<typeof english> = {};
