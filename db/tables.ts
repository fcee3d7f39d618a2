import type { TenantTables } from "#db/types.ts";

/** What is in a table, and so who may do away with it. */
type Holds =
  /** What members made. A tenant with a row of it is never treated as empty. */
  | "content"
  /** Choices that an empty tenant may lose. */
  | "settings"
  /** The audit log. It is never pruned. */
  | "history"
  /** The mirror of Clerk's members, which Clerk fills again. */
  | "members";

type Table = {
  /** What tenantry_app may do with its rows, as GRANT takes it. */
  app: string;
  holds: Holds;
};

/**
 * Every table of a tenant's schema; a table comes after those it refers to. The guard's grants, what `link` treats as
 * content and what `scripts/empty.ts` deletes follow from this list. The compiler compares it with `db/types.ts`.
 */
export const tenantTables = {
  users: {
    app: "select, update (first_name, last_name, phone, metadata, onboarded_at, last_seen_at, updated_at)",
    holds: "members",
  },
  projects: { app: "select, insert, update, delete", holds: "content" },
  tasks: { app: "select, insert, update, delete", holds: "content" },
  labels: { app: "select, insert, update, delete", holds: "content" },
  task_labels: { app: "select, insert, delete", holds: "content" },
  project_labels: { app: "select, insert, delete", holds: "content" },
  audit_log: { app: "select, insert", holds: "history" },
  settings: { app: "select, insert, update", holds: "settings" },
  logos: { app: "select, insert, update, delete", holds: "content" },
} as const satisfies Record<keyof TenantTables, Table>;

export type TenantTable = keyof typeof tenantTables;

/** The tables that hold one of these kinds of rows, in the order of the list. */
export function tablesHolding(...kinds: readonly Holds[]): TenantTable[] {
  const names = Object.keys(tenantTables) as TenantTable[];
  return names.filter((name) => kinds.includes(tenantTables[name].holds));
}
