import type { Translation } from "../../translation.ts";
import type { workspaces as english } from "../en/workspaces.ts";

export const workspaces: Translation<typeof english> = {};
