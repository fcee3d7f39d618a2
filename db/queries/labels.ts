import { sql } from "kysely";
import { DomainError, isDomainError, NotFound } from "#db/errors.ts";
import { statement } from "#db/tenant/statement.ts";
import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";
import { isUuid } from "#db/uuid.ts";
import { type Actor, recordChange } from "./audit-log.ts";
import { collated } from "./collation.ts";

export type LabelFields = { name: string; color: string };
export type Label = LabelFields & { id: string };
export type ListedLabel = Label & { tasks: number; projects: number };

/** The columns of a label. A field that is missing here does not compile. */
export const labelColumns = Object.keys({ id: true, name: true, color: true } satisfies Record<
  keyof Label,
  true
>) as (keyof Label)[];

/** The limit per workspace: every task list offers all of them. */
export const maxLabels = 100;

/** All labels by name. */
export async function listLabels(tx: TenantReader): Promise<Label[]> {
  return await allLabels(tx, {});
}

const allLabels = statement((read, _: object) => selectLabels(read));

/** All labels by name, with the number of tasks and projects that have each. */
export async function listLabelsWithUse(tx: TenantReader): Promise<ListedLabel[]> {
  return await selectLabels(tx)
    .select([
      sql<number>`(select count(*)::int from task_labels on_it where on_it.label_id = labels.id)`.as("tasks"),
      sql<number>`(select count(*)::int from project_labels on_it where on_it.label_id = labels.id)`.as(
        "projects",
      ),
    ])
    .execute();
}

/** @throws NotFound, also for a malformed id. */
export async function getLabel(tx: TenantReader, id: string): Promise<ListedLabel> {
  const label = isUuid(id) && (await listLabelsWithUse(tx)).find((one) => one.id === id.toLowerCase());
  if (!label) throw new NotFound("The label");
  return label;
}

/** Why a label was not stored: another has its name, ignoring case, or there are already `maxLabels`. */
export type LabelProblem = "taken" | "full";

/** @returns undefined when the label was created. */
export async function createLabel(
  tx: TenantTransaction,
  { name, ...others }: LabelFields,
  actor: Actor,
): Promise<LabelProblem | undefined> {
  if ((await listLabels(tx)).length >= maxLabels) return "full";
  const id = Bun.randomUUIDv7();
  const now = new Date();
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("labels")
    .values({ id, ...columnsOf({ name, ...others }), created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.column("name_key").doNothing())
    .executeTakeFirstOrThrow();
  if (!numInsertedOrUpdatedRows) return "taken";
  await recordChange(tx, actor, {
    action: "label.created",
    target: targetOf({ id, name }),
    after: others,
  });
  return undefined;
}

/**
 * Renames and recolours. Fields that stay the same are not recorded.
 * @throws NotFound; DomainError "name-taken" if another label has the name. The database decides that, because two
 *   labels may get one name at the same time; the transaction is lost then.
 */
export async function updateLabel(
  tx: TenantTransaction,
  id: string,
  wanted: LabelFields,
  actor: Actor,
): Promise<void> {
  const label = await lockLabel(tx, id);
  const { id: _, ...stored } = label;
  const fields = (Object.keys(stored) as (keyof LabelFields)[]).filter(
    (field) => wanted[field] !== label[field],
  );
  if (fields.length === 0) return;
  await tx
    .updateTable("labels")
    .set({ ...columnsOf(wanted), updated_at: new Date() })
    .where("id", "=", id)
    .execute()
    .catch(rethrow);
  await recordChange(tx, actor, {
    action: "label.updated",
    target: targetOf(label),
    before: Object.fromEntries(fields.map((field) => [field, label[field]])),
    after: Object.fromEntries(fields.map((field) => [field, wanted[field]])),
  });
}

/** Whether a label was refused because another one has its name. */
export function isNameTaken(error: unknown): boolean {
  return isDomainError(error) && error.code === "name-taken";
}

/** Deletes a label and removes it from every task and project. @throws NotFound. */
export async function deleteLabel(tx: TenantTransaction, id: string, actor: Actor): Promise<void> {
  const { id: _, name, ...others } = await lockLabel(tx, id);
  await tx.deleteFrom("labels").where("id", "=", id).execute();
  await recordChange(tx, actor, {
    action: "label.deleted",
    target: targetOf({ id, name }),
    before: others,
  });
}

async function lockLabel(tx: TenantTransaction, id: string): Promise<Label> {
  if (!isUuid(id)) throw new NotFound("The label");
  const query = tx.selectFrom("labels").select(labelColumns).where("id", "=", id).forUpdate();
  const label = await query.executeTakeFirst();
  if (!label) throw new NotFound("The label");
  return label;
}

/** 23505 is a unique violation, and only the name is unique. */
function rethrow(error: unknown): never {
  if ((error as { code?: unknown } | null)?.code !== "23505") throw error;
  throw new DomainError("name-taken", "Another label has this name. Choose a different one.", {
    cause: error,
  });
}

function selectLabels(tx: TenantReader) {
  return tx
    .selectFrom("labels")
    .select(labelColumns.map((column) => `labels.${column}` as const))
    .orderBy(collated(sql.ref("labels.name")))
    .orderBy("labels.id");
}

/** The columns of fields. A field without a column does not compile, so no write can forget one. */
function columnsOf({ name, color, ...rest }: LabelFields) {
  rest satisfies Record<string, never>;
  return { name, name_key: keyOf(name), color };
}

function keyOf(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}

function targetOf({ id, name }: Pick<Label, "id" | "name">) {
  return { type: "label" as const, id, name };
}
