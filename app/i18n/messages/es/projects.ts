import type { Translation } from "../../translation.ts";
import type { projects as english } from "../en/projects.ts";

export const projects: Translation<typeof english> = {};
