/** A guard, grant or object that is not as it should be; where it can be shown, what was found and what is wanted. */
export type Finding = { where: string; problem: string; found?: string; wanted?: string };

/** The structure of one table that differs: lines it should not have, and lines it lacks. */
export type Drift = { slug: string; table: string; extra: string[]; missing: string[] };
