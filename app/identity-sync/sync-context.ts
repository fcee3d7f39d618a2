import type postgres from "postgres";
import type { ClerkApi } from "#app/clerk/api.server.ts";

/** What applying events needs. `sql` is a pool of tenantry_owner. */
export type SyncContext = {
  sql: postgres.Sql;
  sealSecret: string;
  clerk: ClerkApi;
  webhookSecrets: readonly string[];
};
