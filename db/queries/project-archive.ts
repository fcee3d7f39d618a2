import type { TenantTransaction } from "#db/tenant/transaction.ts";
import { isUuid } from "#db/uuid.ts";
import { Forbidden, NotFound, Stale } from "../errors.ts";
import { recordChange, recordChanges } from "./audit-log.ts";
import type { Editor } from "./projects.ts";
import { countTasks } from "./task-list.ts";

type Named = { id: string; name: string };

/** The outcome for several projects. Those that are gone, or were in the wanted state, are in neither list. */
export type Moved = { moved: Named[]; refused: Named[] };

/**
 * Archives the member's own projects among these, or all of them with `mayArchiveOthers`.
 * @throws NotFound if none of them exists; Forbidden if the member may archive none of those that do.
 */
export async function archiveProjects(
  tx: TenantTransaction,
  ids: readonly string[],
  editor: Editor,
): Promise<Moved> {
  return await move(tx, ids, editor, true);
}

/** Restores archived projects. @throws as `archiveProjects`. */
export async function restoreProjects(
  tx: TenantTransaction,
  ids: readonly string[],
  editor: Editor,
): Promise<Moved> {
  return await move(tx, ids, editor, false);
}

/** Archives one project. @throws as `archiveProjects`. */
export async function archiveProject(tx: TenantTransaction, id: string, editor: Editor): Promise<Moved> {
  return await archiveProjects(tx, [id], editor);
}

/**
 * Deletes an archived project and its tasks.
 * @throws NotFound; Forbidden as for archiving; Stale if it is not archived.
 */
export async function deleteProject(tx: TenantTransaction, id: string, editor: Editor): Promise<Named> {
  const [project] = await lockProjects(tx, [id]);
  if (!project) throw new NotFound("The project");
  if (!isTheirs(project, editor)) throw new Forbidden("projects:archive-others");
  if (!project.archivedAt) throw new Stale("The project");
  const { todo, doing, done } = await countTasks(tx, id);
  await tx.deleteFrom("projects").where("id", "=", id).execute();
  const { name } = project;
  const target = { type: "project" as const, id, name };
  await recordChange(tx, editor, {
    action: "project.deleted",
    target,
    before: { name, tasks: todo + doing + done },
  });
  return { id, name };
}

async function move(
  tx: TenantTransaction,
  ids: readonly string[],
  editor: Editor,
  toArchive: boolean,
): Promise<Moved> {
  const found = await lockProjects(tx, ids);
  if (found.length === 0 && ids.length > 0) throw new NotFound("The project");
  const projects = found.filter(({ archivedAt }) => (archivedAt === null) === toArchive);
  const moved = projects.filter((project) => isTheirs(project, editor));
  const refused = projects.filter((project) => !isTheirs(project, editor));
  const isNoneTheirs = found.length > 0 && !found.some((project) => isTheirs(project, editor));
  if (isNoneTheirs) throw new Forbidden("projects:archive-others");
  if (moved.length > 0) {
    const now = new Date();
    await tx
      .updateTable("projects")
      .set({ archived_at: toArchive ? now : null, updated_at: now })
      .where(
        "id",
        "in",
        moved.map(({ id }) => id),
      )
      .execute();
    const action = toArchive ? "project.archived" : "project.restored";
    const entries = moved.map(({ id, name }) => ({ action, target: { type: "project", id, name } }) as const);
    await recordChanges(tx, editor, entries);
  }
  return { moved: moved.map(toNamed), refused: refused.map(toNamed) };
}

type Locked = Named & { ownerId: string; archivedAt: Date | null };

/** In the order of their ids, so that concurrent callers do not deadlock. */
async function lockProjects(tx: TenantTransaction, ids: readonly string[]): Promise<Locked[]> {
  const known = [...new Set(ids)].filter(isUuid);
  if (known.length === 0) return [];
  return await tx
    .selectFrom("projects")
    .select(["id", "name", "owner_id as ownerId", "archived_at as archivedAt"])
    .where("id", "in", known)
    .orderBy("id")
    .forUpdate()
    .execute();
}

function isTheirs({ ownerId }: Locked, editor: Editor): boolean {
  return ownerId === editor.id || editor.mayArchiveOthers;
}

function toNamed({ id, name }: Locked): Named {
  return { id, name };
}
