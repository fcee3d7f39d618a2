import type { TenantReader } from "../tenant-transaction.ts";

/** What a workspace decides for everybody in it. */
export type Settings = {
  /** The language of its pages for those who chose none themselves. */
  locale: "en" | "es" | null;
  /** An IANA time zone, in which its dates are shown. */
  timeZone: string;
};

const defaults: Settings = { locale: null, timeZone: "UTC" };

export async function readSettings(tx: TenantReader): Promise<Settings> {
  const rows = await tx.selectFrom("settings").select(["key", "value"]).execute();
  return { ...defaults, ...Object.fromEntries(rows.map(({ key, value }) => [key, value])) };
}
