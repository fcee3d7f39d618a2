import type postgres from "postgres";
import type { ClerkSource } from "#app/clerk/directory.ts";

/** What the worker applies events with. `sql` is a pool of tenantry_owner. */
export type SyncContext = {
  sql: postgres.Sql;
  sealSecret: string;
  clerk: ClerkSource;
  webhookSecrets: readonly string[];
};
