import type postgres from "postgres";
import { ClerkApi } from "#app/clerk/api.server.ts";
import { unhurried } from "#app/clerk/calls.ts";
import { readClerkScriptEnv } from "#app/env.server.ts";
import { assertOwnClerk } from "#app/identity-sync/sync-context.ts";
import { clerkPause } from "#db/directory/clerk-pause.ts";
import type { Source } from "#scripts/local/dev/plan.ts";

/** Clerk as commands call it. @throws InvalidEnvironment without CLERK_SECRET_KEY. */
export function openClerk(sql: postgres.Sql, source: Source): ClerkApi {
  const env = readClerkScriptEnv(source);
  const { CLERK_SECRET_KEY: secretKey, CLERK_API_URL: apiUrl, CLERK_CREATOR_ROLE: creatorRole } = env;
  const pause = clerkPause((fn) => fn(sql));
  return new ClerkApi({ secretKey, apiUrl, creatorRole, pause, ...unhurried(secretKey) });
}

/**
 * For commands that name an organization: if CLERK_SECRET_KEY is set, it must belong to the Clerk instance of this database.
 * @throws OtherClerk; Unavailable if Clerk does not answer.
 */
export async function assertSameClerk(sql: postgres.Sql, source: Source): Promise<void> {
  if (source.CLERK_SECRET_KEY) await assertOwnClerk({ sql, clerk: openClerk(sql, source) });
}
