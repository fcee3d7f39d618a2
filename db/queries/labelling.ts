import { type RawBuilder, sql } from "kysely";
import { NotFound } from "#db/errors.ts";
import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";
import { isUuid } from "#db/uuid.ts";
import { type Actor, recordChange } from "./audit-log.ts";
import { collated } from "./collation.ts";
import { type Label, labelColumns } from "./labels.ts";
import { lockProject } from "./projects.ts";
import { lockTask } from "./tasks.ts";

type Labelled = "task" | "project";

/** The labels of a row of `tasks` or `projects`, by name, as one column of a query. */
export function labelsOf(what: Labelled): RawBuilder<Label[]> {
  const { join, id, owner } = references[what];
  const fields = labelColumns.map((column) => sql`${sql.lit(column)}, ${sql.ref(`labels.${column}`)}`);
  const label = sql`json_build_object(${sql.join(fields)})`;
  const order = sql`${collated(sql.ref("labels.name"))}, labels.id`;
  return sql<Label[]>`(select coalesce(json_agg(${label} order by ${order}), '[]')
    from ${join} join labels on labels.id = ${join}.label_id where ${join}.${id} = ${owner})`;
}

/** Whether a row of `tasks` or `projects` has this label. */
export function hasLabel(what: Labelled, labelId: string): RawBuilder<boolean> {
  const { join, id, owner } = references[what];
  return sql<boolean>`exists (select from ${join} where ${join}.${id} = ${owner} and ${join}.label_id = ${labelId}::uuid)`;
}

export async function listLabelsOf(tx: TenantReader, what: Labelled, id: string): Promise<Label[]> {
  if (!isUuid(id)) return [];
  const query = tx.selectFrom(`${what}s`).select(labelsOf(what).as("labels")).where("id", "=", id);
  return (await query.executeTakeFirst())?.labels ?? [];
}

/**
 * Adds labels to a task or a project and removes others. Labels in neither list stay, so concurrent edits of other labels
 * are kept.
 * @throws NotFound when the task, the project or an added label is gone, or the project is archived.
 */
export async function changeLabels(
  tx: TenantTransaction,
  [what, id]: [Labelled, string],
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
  actor: Actor,
): Promise<void> {
  const name = what === "task" ? (await lockTask(tx, id)).title : (await lockProject(tx, id)).name;
  const before = await listLabelsOf(tx, what, id);
  await addLabels(tx, what, id, await findLabels(tx, add));
  for (const labelId of remove.filter(isUuid)) {
    const { join, id: column } = references[what];
    await sql`delete from ${join} where ${column} = ${id}::uuid and label_id = ${labelId}::uuid`.execute(tx);
  }
  const after = await listLabelsOf(tx, what, id);
  if (namesOf(before) === namesOf(after)) return;
  await tx.updateTable(`${what}s`).set({ updated_at: new Date() }).where("id", "=", id).execute();
  await recordChange(tx, actor, {
    action: `${what}.updated`,
    target: { type: what, id, name },
    before: { labels: namesOf(before) },
    after: { labels: namesOf(after) },
  });
}

/** Adds existing labels. Those that the task or project already has stay. */
export async function addLabels(
  tx: TenantTransaction,
  what: Labelled,
  id: string,
  labelIds: readonly string[],
): Promise<void> {
  const { join, id: column } = references[what];
  for (const labelId of labelIds)
    await sql`insert into ${join} (${column}, label_id) values (${id}::uuid, ${labelId}::uuid) on conflict do nothing`.execute(
      tx,
    );
}

/** Those of the labels that still exist, locked against deletion until the transaction ends. */
export async function listRemaining(tx: TenantTransaction, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const query = tx.selectFrom("labels").select("id").where("id", "in", ids).orderBy("id").forKeyShare();
  return (await query.execute()).map(({ id }) => id);
}

/** Locks the labels against deletion until the transaction ends. @throws NotFound when one is gone. */
async function findLabels(tx: TenantTransaction, ids: readonly string[]): Promise<string[]> {
  if (!ids.every(isUuid)) throw new NotFound("The label");
  const found = await listRemaining(tx, ids);
  if (new Set(ids.map((id) => id.toLowerCase())).size !== found.length) throw new NotFound("The label");
  return found;
}

const references = {
  task: { join: sql.table("task_labels"), id: sql.id("task_id"), owner: sql.ref("tasks.id") },
  project: { join: sql.table("project_labels"), id: sql.id("project_id"), owner: sql.ref("projects.id") },
};

function namesOf(labels: readonly Label[]): string {
  return labels.map(({ name }) => name).join(", ");
}
