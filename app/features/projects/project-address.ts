import type { ProjectStatus } from "./project-fields.ts";

export const projectSorts = ["changed", "name", "newest"] as const;

export type ProjectChoices = {
  archived: boolean;
  /** Search text, or empty. */
  q: string;
  status?: ProjectStatus;
  owner?: string;
  label?: string;
  sort: (typeof projectSorts)[number];
};

export function isNarrowed({ q, status, owner, label }: ProjectChoices): boolean {
  return q !== "" || status !== undefined || owner !== undefined || label !== undefined;
}

/** The choices as URL parameters, and the start of the page. */
export function toAddress({ archived, sort, ...choices }: ProjectChoices, after?: string): string {
  const search = new URLSearchParams();
  if (archived) search.set("archived", "1");
  for (const [name, value] of Object.entries(choices)) if (value) search.set(name, value);
  if (sort !== "changed") search.set("sort", sort);
  if (after) search.set("after", after);
  return search.size > 0 ? `/projects?${search}` : "/projects";
}
