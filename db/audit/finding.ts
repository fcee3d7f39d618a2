/** Something about a guard that is not as it should be: where, what, and, where it can be shown, how it is and should be. */
export type Finding = { where: string; problem: string; found?: string; wanted?: string };
