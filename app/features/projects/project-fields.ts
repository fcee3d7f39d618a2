// What a project's fields can hold. Without schemas, which the list has no use for in the browser.

export const projectColors = ["slate", "red", "orange", "amber", "green", "teal", "blue", "violet"] as const;
export type ProjectColor = (typeof projectColors)[number];

export const projectStatuses = ["active", "paused", "done"] as const;
export type ProjectStatus = (typeof projectStatuses)[number];
