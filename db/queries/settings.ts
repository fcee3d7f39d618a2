import { sql } from "kysely";
import { statement } from "#db/tenant/statement.ts";
import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";
import { toJson } from "../json.ts";
import { type Actor, recordChange } from "./audit-log.ts";

/** The settings of a workspace. */
export type Settings = {
  /** The language for members who have not chosen one. */
  locale: "en" | "es" | null;
  /** An IANA time zone, in which its dates are shown. */
  timeZone: string;
  /** The accent colour, `#rrggbb`; null for the product's own. */
  accent: string | null;
};

const defaults: Settings = { locale: null, timeZone: "UTC", accent: null };
const settingKeys = Object.keys(defaults) as (keyof Settings)[];

export async function readSettings(tx: TenantReader): Promise<Settings> {
  const rows = await allSettings(tx, {});
  return toSettings(Object.fromEntries(rows.map(({ key, value }) => [key, value])));
}

const allSettings = statement((read, _: object) => read.selectFrom("settings").select(["key", "value"]));

/** The settings, locked until the transaction ends. */
export async function lockSettings(tx: TenantTransaction): Promise<Settings> {
  const updated_at = new Date();
  const rows = settingKeys.map((key) => ({ key, value: toJson(defaults[key]), updated_at }));
  // A missing row cannot be locked. This insert waits for a concurrent one.
  await tx
    .insertInto("settings")
    .values(rows)
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
  const locked = await tx
    .selectFrom("settings")
    .select(["key", "value"])
    .orderBy("key")
    .forUpdate()
    .execute();
  return toSettings(Object.fromEntries(locked.map(({ key, value }) => [key, value])));
}

/** A subquery for larger queries: an object for `toSettings`, or null. */
export function selectSettings(read: TenantReader) {
  return read
    .selectFrom("settings")
    .select(sql<Record<string, unknown> | null>`jsonb_object_agg(key, value)`.as("stored"));
}

/** Only the time zone, as an expression. */
export function selectTimeZone(read: TenantReader) {
  const stored = read
    .selectFrom("settings")
    .select(sql<string>`value #>> '{}'`.as("name"))
    .where("key", "=", "timeZone");
  return sql<string>`coalesce(${stored}, ${sql.lit(defaults.timeZone)})`;
}

export function toSettings(stored: Record<string, unknown> | null): Settings {
  return { ...defaults, ...stored };
}

/**
 * Stores validated settings and records the changed ones in the audit log. To store values that depend on the current ones,
 * read those with `lockSettings` first.
 * @returns the names of the changed settings.
 */
export async function saveSettings(
  tx: TenantTransaction,
  actor: Actor,
  workspace: string,
  wanted: Settings,
): Promise<(keyof Settings)[]> {
  const current = await lockSettings(tx);
  const changed = settingKeys.filter((key) => current[key] !== wanted[key]);
  const updated_at = new Date();
  for (const key of changed)
    await tx
      .updateTable("settings")
      .set({ value: toJson(wanted[key]), updated_at })
      .where("key", "=", key)
      .execute();
  if (changed.length === 0) return [];
  const pick = (from: Settings) => Object.fromEntries(changed.map((key) => [key, from[key]]));
  const target = { type: "settings" as const, id: "workspace", name: workspace };
  await recordChange(tx, actor, {
    action: "settings.updated",
    target,
    before: pick(current),
    after: pick(wanted),
  });
  return changed;
}

/** How long to wait for a new name to arrive from Clerk, in milliseconds. */
const maxPending = 10 * 60_000;

/** The latest new name, if it has not arrived from Clerk yet. */
export async function findPendingName(tx: TenantReader, name: string): Promise<string | undefined> {
  const renamed = await tx
    .selectFrom("audit_log")
    .select("after")
    .where("action", "=", "workspace.renamed")
    .where("target_type", "=", "workspace")
    .where("at", ">", new Date(Date.now() - maxPending))
    .orderBy("at", "desc")
    .limit(1)
    .executeTakeFirst();
  const after = renamed?.after as { name?: unknown } | null | undefined;
  return typeof after?.name === "string" && after.name !== name ? after.name : undefined;
}

/** Records that a member renamed the workspace in Clerk. The mirror gets the name from there. */
export async function recordNewName(
  tx: TenantTransaction,
  actor: Actor,
  workspace: { id: string; name: string },
  name: string,
): Promise<void> {
  const target = { type: "workspace" as const, id: workspace.id, name: workspace.name };
  const change = { before: { name: workspace.name }, after: { name } };
  await recordChange(tx, actor, { action: "workspace.renamed", target, ...change });
}

/** Whether the database knows this time zone by its exact name. */
export async function isTimeZone(tx: TenantReader, name: string): Promise<boolean> {
  const { known } = await tx
    .selectNoFrom(
      sql<boolean>`exists (select from pg_catalog.pg_timezone_names as zones where zones.name = ${name})`.as(
        "known",
      ),
    )
    .executeTakeFirstOrThrow();
  return known;
}
