// The values of a project's fields. Without schemas, which the list does not need in the browser.

export const projectColors = ["slate", "red", "orange", "amber", "green", "teal", "blue", "violet"] as const;
export type ProjectColor = (typeof projectColors)[number];

export const projectStatuses = ["active", "paused", "done"] as const;
export type ProjectStatus = (typeof projectStatuses)[number];
