import type { audit as feature } from "#app/features/audit/feature.ts";
import type { FeatureWords } from "#app/features/feature.ts";

export const audit = {
  title: "Audit log",
  description: "Who did what in this workspace. It cannot be changed.",
  download: "Download CSV",
  filters: "Filters",
  apply: "Show",
  clear: "Clear",
  actor: "Person",
  anybody: "Anybody",
  kind: "About",
  everything: "Everything",
  from: "From",
  to: "To",
  emptyTitle: "Nothing found",
  empty: "Nothing that fits was written down. Try other filters.",
  system: "Clerk or an operator",
  request: "Request",
  field: "Field",
  before: "Before",
  after: "After",
  project: "Project",
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = {
  audit,
  titles: { audit: "Audit log" },
  frame: { nav: { audit: "Audit log" } },
  roles: { may: { "audit:read": "Read the audit log, and export it" } },
} as const satisfies FeatureWords<typeof feature>;
