import type { Translation } from "../../translation.ts";
import type { frame as english } from "../en/frame.ts";

export const frame: Translation<typeof english> = {};
