import { sql } from "kysely";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { fullName } from "./members.ts";

export type ProjectStatus = "active" | "paused" | "done";

export type ProjectFields = {
  name: string;
  description: string;
  color: string;
  status: ProjectStatus;
  ownerId: string;
};

export type ProjectRow = ProjectFields & {
  id: string;
  ownerName: string;
  /** Counts the changes: the second of two concurrent edits fails. */
  version: number;
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

type ProjectColumns = Omit<ProjectFields, "ownerId"> & { owner_id: string };

/** The columns of fields. A field without a column does not compile, so no write can forget one. */
export function columnsOf(fields: ProjectFields): ProjectColumns;
export function columnsOf(fields: Partial<ProjectFields>): Partial<ProjectColumns>;
export function columnsOf({ name, description, color, status, ownerId, ...rest }: Partial<ProjectFields>) {
  rest satisfies Record<string, never>;
  return { name, description, color, status, owner_id: ownerId };
}

export function selectProjects(tx: TenantReader) {
  return tx
    .selectFrom("projects")
    .innerJoin("users", "users.id", "projects.owner_id")
    .select([
      "projects.id",
      "projects.name",
      "projects.description",
      "projects.color",
      sql<ProjectStatus>`projects.status`.as("status"),
      "projects.owner_id as ownerId",
      "projects.version",
      "projects.archived_at as archivedAt",
      "projects.created_at as createdAt",
      "projects.updated_at as updatedAt",
      fullName.as("ownerName"),
    ]);
}
