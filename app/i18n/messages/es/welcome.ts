import type { Translation } from "../../translation.ts";
import type { welcome as english } from "../en/welcome.ts";

export const welcome: Translation<typeof english> = {};
