import { sql } from "kysely";
import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";
import { toJson } from "../json.ts";
import { type Actor, recordChange } from "./audit-log.ts";

/** What a workspace decides for everybody in it. */
export type Settings = {
  /** The language of its pages for those who chose none themselves. */
  locale: "en" | "es" | null;
  /** An IANA time zone, in which its dates are shown. */
  timeZone: string;
  /** The colour that its accents are made of, `#rrggbb`; null is the product's own. */
  accent: string | null;
};

const defaults: Settings = { locale: null, timeZone: "UTC", accent: null };
const settingKeys = Object.keys(defaults) as (keyof Settings)[];

export async function readSettings(tx: TenantReader): Promise<Settings> {
  const rows = await tx.selectFrom("settings").select(["key", "value"]).execute();
  return toSettings(Object.fromEntries(rows.map(({ key, value }) => [key, value])));
}

/** The same, and nobody else changes any of it until this transaction ends. */
export async function lockSettings(tx: TenantTransaction): Promise<Settings> {
  const updated_at = new Date();
  const rows = settingKeys.map((key) => ({ key, value: toJson(defaults[key]), updated_at }));
  // A row that is not there cannot be locked; whoever else makes it is waited for here.
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

/** What is stored, for a query that reads other things, too: one object, or null. For `toSettings`. */
export function selectSettings(read: TenantReader) {
  return read
    .selectFrom("settings")
    .select(sql<Record<string, unknown> | null>`jsonb_object_agg(key, value)`.as("stored"));
}

/** The time zone alone, as a value inside of a query. */
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
 * Stores settings that the caller has checked, and says in the audit log which of them changed. Without a change nothing
 * is said there. To store what depends on what is there, ask `lockSettings` for that first.
 * @returns the names of those that changed.
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

/** How long a new name may take to come back from Clerk before it is no longer waited for, in milliseconds. */
const longestPending = 10 * 60_000;

/** The name that was given last and has not come back from Clerk yet. */
export async function findPendingName(tx: TenantReader, name: string): Promise<string | undefined> {
  const renamed = await tx
    .selectFrom("audit_log")
    .select("after")
    .where("action", "=", "workspace.renamed")
    .where("target_type", "=", "workspace")
    .where("at", ">", new Date(Date.now() - longestPending))
    .orderBy("at", "desc")
    .limit(1)
    .executeTakeFirst();
  const after = renamed?.after as { name?: unknown } | null | undefined;
  return typeof after?.name === "string" && after.name !== name ? after.name : undefined;
}

/** Notes that somebody gave the workspace another name at Clerk, from where it comes back. */
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

/** Whether the database can count days in this time zone, by its exact name. */
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
