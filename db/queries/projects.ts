import { sql } from "kysely";
import { statement } from "#db/tenant/statement.ts";
import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";
import { isUuid } from "#db/uuid.ts";
import { Forbidden, NotFound, Stale } from "../errors.ts";
import { type Actor, recordChange } from "./audit-log.ts";
import { findMember } from "./members.ts";
import { columnsOf, type ProjectFields, type ProjectRow, selectProjects } from "./project-rows.ts";

export type { ProjectFields, ProjectRow, ProjectStatus } from "./project-rows.ts";

/** @throws NotFound, also for a malformed id. */
export async function getProject(tx: TenantReader, id: string): Promise<ProjectRow> {
  if (!isUuid(id)) throw new NotFound("The project");
  const [project] = await projectById(tx, { id });
  if (!project) throw new NotFound("The project");
  return project;
}

const projectById = statement((read, { id }: { id: string }) =>
  selectProjects(read).where("projects.id", "=", id),
);

/**
 * A project that tasks are added to, locked against deletion until the transaction ends. Others may still add tasks to it
 * and change it.
 * @throws NotFound, also if it is archived.
 */
export async function holdProject(tx: TenantTransaction, id: string): Promise<ProjectRow> {
  return await getCurrent(id, selectProjects(tx).forKeyShare("projects"));
}

/** The number of projects that are not archived, and of this member's own among them. */
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

export type NewProject = Omit<ProjectFields, "status">;

/** Creates a project owned by its creator. @returns its id. */
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
      ...columnsOf({ ...project, status: "active" }),
      created_at: now,
      updated_at: now,
    })
    .execute();
  const { ownerId, ...after } = project;
  const target = { type: "project" as const, id, name: project.name };
  await recordChange(tx, { id: ownerId, requestId }, { action: "project.created", target, after });
  return id;
}

export type Editor = Actor & {
  /** Whether they have the permission `projects:archive-others`. */
  mayArchiveOthers: boolean;
};

/** Whether this member may change the project's owner. */
export function mayHandOver(project: Pick<ProjectRow, "ownerId">, editor: Editor): boolean {
  return project.ownerId === editor.id || editor.mayArchiveOthers;
}

/** Whether the person can own a project: an active member who may write. */
export async function canOwn(tx: TenantReader, userId: string): Promise<boolean> {
  const member = await findMember(tx, userId);
  return member !== undefined && member.role !== "viewer";
}

/**
 * Stores an edit of `version`. If no field changes, nothing is written, whatever the version.
 * @throws NotFound if the project is gone or archived, or the new owner cannot own it; Stale if the version has changed;
 *   Forbidden if the member may not change the owner.
 */
export async function updateProject(
  tx: TenantTransaction,
  id: string,
  { version, ...wanted }: ProjectFields & { version: number },
  editor: Editor,
): Promise<void> {
  const project = await lockProject(tx, id);
  const change = differences(project, wanted);
  if (Object.keys(change).length === 0) return;
  if (project.version !== version) throw new Stale("The project");
  if (change.ownerId !== undefined) {
    if (!mayHandOver(project, editor)) throw new Forbidden("projects:archive-others");
    if (!(await canOwn(tx, change.ownerId))) throw new NotFound("The new owner");
  }
  await writeChange(tx, project, change, editor);
}

export type FieldChange = { [Field in "name" | "status"]: Pick<ProjectFields, Field> }["name" | "status"];

/**
 * Changes one field if it still has the value that the member saw, whatever happened to other fields.
 * @throws NotFound if the project is gone or archived; Stale if the field has changed.
 */
export async function changeProjectField(
  tx: TenantTransaction,
  id: string,
  { wanted, seen }: { wanted: FieldChange; seen: string },
  actor: Actor,
): Promise<void> {
  const project = await lockProject(tx, id);
  const change = differences(project, wanted);
  const [field] = Object.keys(change) as (keyof typeof change)[];
  if (!field) return;
  if (project[field] !== seen) throw new Stale("The project");
  await writeChange(tx, project, change, actor);
}

/**
 * A project locked for a change: others who want to change it wait for this transaction, and then see the result.
 * @throws NotFound also if it is archived.
 */
export async function lockProject(tx: TenantTransaction, id: string): Promise<ProjectRow> {
  return await getCurrent(id, selectProjects(tx).forUpdate("projects"));
}

async function getCurrent(id: string, projects: ReturnType<typeof selectProjects>): Promise<ProjectRow> {
  if (!isUuid(id)) throw new NotFound("The project");
  const project = await projects
    .where("projects.id", "=", id)
    .where("projects.archived_at", "is", null)
    .executeTakeFirst();
  if (!project) throw new NotFound("The project");
  return project;
}

function differences(project: ProjectRow, wanted: Partial<ProjectFields>): Partial<ProjectFields> {
  const fields = (Object.keys(wanted) as (keyof ProjectFields)[]).filter(
    (key) => wanted[key] !== undefined && wanted[key] !== project[key],
  );
  return Object.fromEntries(fields.map((key) => [key, wanted[key]]));
}

async function writeChange(
  tx: TenantTransaction,
  project: ProjectRow,
  after: Partial<ProjectFields>,
  actor: Actor,
): Promise<void> {
  await tx
    .updateTable("projects")
    .set((eb) => ({
      ...columnsOf(after),
      updated_at: new Date(),
      version: eb("version", "+", 1),
    }))
    .where("id", "=", project.id)
    .execute();
  const keys = Object.keys(after) as (keyof ProjectFields)[];
  await recordChange(tx, actor, {
    action: "project.updated",
    target: { type: "project", id: project.id, name: project.name },
    before: Object.fromEntries(keys.map((key) => [key, project[key]])),
    after,
  });
}
