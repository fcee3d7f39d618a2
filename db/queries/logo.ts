import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";
import { type Actor, recordChange } from "./audit-log.ts";

/** `version` changes with every other picture. */
export type Logo = { bytes: Uint8Array; version: string };
type Workspace = { id: string; name: string };

export async function findLogo(tx: TenantReader): Promise<Logo | undefined> {
  const row = await tx.selectFrom("logos").select(["bytes", "updated_at"]).executeTakeFirst();
  return row && { bytes: row.bytes, version: versionOf(row.updated_at) };
}

/** The version alone: undefined where there is no logo. */
export async function findLogoVersion(tx: TenantReader): Promise<string | undefined> {
  const row = await selectLogoTime(tx).executeTakeFirst();
  return row && versionOf(row.updated_at);
}

/** For a query that reads other things, too: one time, or null. For `versionOf`. */
export function selectLogoTime(read: TenantReader) {
  return read.selectFrom("logos").select("updated_at");
}

/** Puts a logo in place of the one there is. @param webp a picture that the application has encoded itself. */
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

/** Takes the logo away. Where there is none nothing happens. */
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
