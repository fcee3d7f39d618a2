import type { ClerkApi } from "#app/clerk/api.server.ts";
import { createLogger } from "#app/http/logger.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { type RunningWorker, runWorker } from "#scripts/worker/run-worker.ts";
import { type TestDatabase, testSealSecret } from "./database.ts";

/** A running worker of this database. Only what `clerk` has is asked of Clerk. */
export async function startWorker(db: TestDatabase, clerk: Partial<ClerkApi>): Promise<RunningWorker> {
  const api = clerk as ClerkApi;
  return await runWorker({
    ownerUrl: db.url("tenantry_owner"),
    log: createLogger("silent"),
    context: {
      ...{ sql: db.owner, sealSecret: testSealSecret, clerk: api },
      webhookSecrets: [LOCAL_WEBHOOK_SECRET],
    },
    pacedClerk: api,
    onLost: (error) => {
      throw error;
    },
  });
}
