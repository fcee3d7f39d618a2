import { sql } from "kysely";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { fullName } from "./members.ts";

export type ProjectStatus = "active" | "paused" | "done";

export type ProjectRow = {
  id: string;
  name: string;
  description: string;
  color: string;
  status: ProjectStatus;
  ownerId: string;
  ownerName: string;
  /** Counts the changes: the second of two concurrent edits fails. */
  version: number;
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

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
