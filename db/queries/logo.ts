import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";
import { type Actor, recordChange } from "./audit-log.ts";

/** `version` changes with every upload. */
export type Logo = { bytes: Uint8Array; version: string };
type Workspace = { id: string; name: string };

export async function findLogo(tx: TenantReader): Promise<Logo | undefined> {
  const row = await tx.selectFrom("logos").select(["bytes", "updated_at"]).executeTakeFirst();
  return row && { bytes: row.bytes, version: versionOf(row.updated_at) };
}

/** Only the version; undefined without a logo. */
export async function findLogoVersion(tx: TenantReader): Promise<string | undefined> {
  const row = await selectLogoTime(tx).executeTakeFirst();
  return row && versionOf(row.updated_at);
}

/** A subquery for larger queries: a time for `versionOf`, or null. */
export function selectLogoTime(read: TenantReader) {
  return read.selectFrom("logos").select("updated_at");
}

/** Replaces the logo. @param webp an image that the application itself has encoded. */
export async function saveLogo(
  tx: TenantTransaction,
  actor: Actor,
  workspace: Workspace,
  webp: Uint8Array,
): Promise<void> {
  const row = { content_type: "image/webp", bytes: Buffer.from(webp), updated_at: new Date() };
  await tx
    .insertInto("logos")
    .values({ only_row: true, ...row })
    .onConflict((conflict) => conflict.column("only_row").doUpdateSet(row))
    .execute();
  await recordChange(tx, actor, { action: "logo.updated", target: targetOf(workspace) });
}

/** Removes the logo, if there is one. */
export async function removeLogo(tx: TenantTransaction, actor: Actor, workspace: Workspace): Promise<void> {
  const { numDeletedRows } = await tx.deleteFrom("logos").executeTakeFirstOrThrow();
  if (numDeletedRows > 0n)
    await recordChange(tx, actor, { action: "logo.removed", target: targetOf(workspace) });
}

function targetOf({ id, name }: Workspace) {
  return { type: "workspace" as const, id, name };
}

export function versionOf(updatedAt: Date): string {
  return updatedAt.getTime().toString(36);
}
