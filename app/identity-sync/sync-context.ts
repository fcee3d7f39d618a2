import type postgres from "postgres";
import type { ClerkApi } from "#app/clerk/api.server.ts";
import { assertOwnInstance } from "#db/directory/clerk-instance.ts";

/** What applying events needs. `sql` is a pool of tenantry_owner. */
export type SyncContext = {
  sql: postgres.Sql;
  sealSecret: string;
  clerk: ClerkApi;
  webhookSecrets: readonly string[];
};

/**
 * Before anything is created or closed because of what Clerk says. @throws OtherClerk if the key belongs to another Clerk
 * instance than the database; Unavailable if Clerk does not answer.
 */
export async function assertOwnClerk({ sql, clerk }: Pick<SyncContext, "sql" | "clerk">): Promise<void> {
  await assertOwnInstance(sql, await clerk.getInstanceId());
}
