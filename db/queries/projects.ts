import { sql } from "kysely";
import { Forbidden, NotFound } from "../errors.ts";
import type { TenantReader, TenantTransaction } from "../tenant-transaction.ts";
import { type Actor, recordChange } from "./audit-log.ts";

export type ProjectStatus = "active" | "paused" | "done";

export type ProjectRow = {
  id: string;
  name: string;
  description: string;
  color: string;
  status: ProjectStatus;
  ownerId: string;
  ownerName: string;
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

/** The newest change first; at most `limit` rows, 200 unless told. Archived ones only when asked for, and then alone. */
export async function listProjects(
  tx: TenantReader,
  { archived = false, limit = 200 }: { archived?: boolean; limit?: number } = {},
): Promise<ProjectRow[]> {
  return await selectProjects(tx)
    .where("projects.archived_at", archived ? "is not" : "is", null)
    .orderBy("projects.updated_at", "desc")
    .orderBy("projects.id", "desc")
    .limit(limit)
    .execute();
}

/** @throws NotFound also for an id that is no UUID. */
export async function getProject(tx: TenantReader, id: string): Promise<ProjectRow> {
  if (!isUuid(id)) throw new NotFound("The project");
  const project = await selectProjects(tx).where("projects.id", "=", id).executeTakeFirst();
  if (!project) throw new NotFound("The project");
  return project;
}

/** Projects that are not archived: all of them, and this member's own. */
export async function countProjects(
  tx: TenantReader,
  memberId: string,
): Promise<{ total: number; mine: number }> {
  const { total, mine } = await tx
    .selectFrom("projects")
    .select((eb) => [
      sql<number>`count(*)::int`.as("total"),
      eb.fn.countAll<string>().filterWhere("owner_id", "=", memberId).as("mine"),
    ])
    .where("archived_at", "is", null)
    .executeTakeFirstOrThrow();
  return { total, mine: Number(mine) };
}

export type NewProject = { name: string; description: string; color: string; ownerId: string };

/** Its owner is who makes it. @returns the new project's id. */
export async function createProject(
  tx: TenantTransaction,
  project: NewProject,
  requestId?: string,
): Promise<string> {
  const id = Bun.randomUUIDv7();
  const now = new Date();
  await tx
    .insertInto("projects")
    .values({
      id,
      name: project.name,
      description: project.description,
      color: project.color,
      status: "active",
      owner_id: project.ownerId,
      created_at: now,
      updated_at: now,
    })
    .execute();
  const { ownerId, ...after } = project;
  const target = { type: "project" as const, id, name: project.name };
  await recordChange(tx, { id: ownerId, requestId }, { action: "project.created", target, after });
  return id;
}

export type ProjectChange = { name: string; description: string; color: string; status: ProjectStatus };

/** @throws NotFound when it is not there, or is archived. */
export async function updateProject(
  tx: TenantTransaction,
  id: string,
  change: ProjectChange,
  actor: Actor,
): Promise<void> {
  const project = await getProject(tx, id);
  const { name, description, color, status } = change;
  const updated = await tx
    .updateTable("projects")
    .set((eb) => ({
      ...{ name, description, color, status, updated_at: new Date() },
      version: eb("version", "+", 1),
    }))
    .where("id", "=", id)
    .where("archived_at", "is", null)
    .executeTakeFirst();
  if (updated.numUpdatedRows === 0n) throw new NotFound("The project");
  const fields = (Object.keys(change) as (keyof ProjectChange)[]).filter(
    (key) => change[key] !== project[key],
  );
  if (fields.length === 0) return;
  await recordChange(tx, actor, {
    action: "project.updated",
    target: { type: "project", id, name: project.name },
    before: Object.fromEntries(fields.map((key) => [key, project[key]])),
    after: Object.fromEntries(fields.map((key) => [key, change[key]])),
  });
}

/**
 * Archives a project; one that is archived already stays as it is.
 * @throws NotFound; Forbidden when it is somebody else's and the member may not archive others'.
 */
export async function archiveProject(
  tx: TenantTransaction,
  id: string,
  member: Actor & { mayArchiveOthers: boolean },
): Promise<void> {
  const project = await getProject(tx, id);
  if (project.archivedAt) return;
  if (project.ownerId !== member.id && !member.mayArchiveOthers)
    throw new Forbidden("projects:archive-others");
  const now = new Date();
  const archived = await tx
    .updateTable("projects")
    .set({ archived_at: now, updated_at: now })
    .where("id", "=", id)
    .where("archived_at", "is", null)
    .executeTakeFirst();
  if (archived.numUpdatedRows === 0n) return;
  const target = { type: "project" as const, id, name: project.name };
  await recordChange(tx, member, { action: "project.archived", target });
}

function selectProjects(tx: TenantReader) {
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
      "projects.archived_at as archivedAt",
      "projects.created_at as createdAt",
      "projects.updated_at as updatedAt",
      sql<string>`coalesce(nullif(trim(users.first_name || ' ' || users.last_name), ''), users.email)`.as(
        "ownerName",
      ),
    ]);
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
