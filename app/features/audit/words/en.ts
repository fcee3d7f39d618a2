import type { audit as feature } from "#app/features/audit/feature.ts";
import type { FeatureWords } from "#app/features/feature.ts";

export const audit = {
  title: "Audit log",
  description: "A record of every change in this workspace. Entries can’t be edited or deleted.",
  download: "Download CSV",
  filters: "Filters",
  apply: "Apply",
  clear: "Clear filters",
  actor: "Person",
  anybody: "Anyone",
  kind: "Type",
  everything: "All types",
  from: "From",
  to: "To",
  emptyTitle: "No entries found",
  empty: "No entries match these filters. Try removing some.",
  system: "System",
  request: "Request ID",
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
  roles: { may: { "audit:read": "View and export the audit log" } },
} as const satisfies FeatureWords<typeof feature>;
