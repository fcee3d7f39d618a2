import type { TenantTables } from "#db/types.ts";

/** What a table holds, and so what may delete its rows. */
type Holds =
  /** What members created. A tenant with such a row is never treated as empty. */
  | "content"
  /** Choices that an empty tenant may lose. */
  | "settings"
  /** The audit log. It is never pruned. */
  | "history"
  /** The mirror of Clerk's members, which Clerk fills again. */
  | "members";

type Table = {
  /** The privileges of tenantry_app, in GRANT's notation. */
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
