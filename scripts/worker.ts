import { ClerkApi } from "#app/clerk/api.server.ts";
import { paceFor } from "#app/clerk/calls.ts";
import { exitOnInvalidEnv, readWorkerEnv } from "#app/env.server.ts";
import { createLogger } from "#app/http/logger.ts";
import { isDomainError } from "#db/errors.ts";
import { migrateJobs } from "#db/jobs/queue.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { assertReadyToStart } from "#db/migrate/readiness.ts";
import { runWorker } from "./worker/run-worker.ts";

// The worker runs the job queue: Clerk's events, requested syncs and changes, scheduled jobs. It is the only process of the
// running product with the owner's credentials. Any number may run. SIGTERM stops it after its current jobs. If it loses the
// database it exits with 1 and expects to be restarted.

const env = exitOnInvalidEnv(() => readWorkerEnv());
const log = createLogger(env.LOG_LEVEL).child({ process: "worker" });
const ownerUrl = env.DATABASE_OWNER_URL;
const sql = connectAsOwner(ownerUrl, "tenantry worker", 6);
const clerk = {
  secretKey: env.CLERK_SECRET_KEY,
  apiUrl: env.CLERK_API_URL,
  creatorRole: env.CLERK_CREATOR_ROLE,
};

await checkDatabase();
const worker = await runWorker({
  ownerUrl,
  log,
  context: {
    sql,
    sealSecret: env.TENANT_SEAL_SECRET,
    clerk: new ClerkApi(clerk),
    webhookSecrets: env.CLERK_WEBHOOK_SIGNING_SECRET,
  },
  pacedClerk: new ClerkApi({ ...clerk, pace: paceFor(clerk.secretKey) }),
  onLost: endAsLost,
});
process.once("SIGTERM", stop).once("SIGINT", stop);
log.info("worker is running");
await worker.ended.catch(endAsLost);

async function checkDatabase(): Promise<void> {
  try {
    await assertReadyToStart(sql, env.TENANT_SEAL_SECRET);
    await migrateJobs(sql, ownerUrl);
  } catch (error) {
    log.fatal(isDomainError(error) ? error.message : { err: error });
    process.exit(1);
  }
}

function endAsLost(err: unknown): never {
  log.fatal({ err }, "the database is away or the queue cannot be read; exiting");
  process.exit(1);
}

/** A job that takes longer is abandoned: its transaction rolls back, and another worker retries it. */
async function stop(): Promise<void> {
  await Promise.race([worker.stop(), Bun.sleep(8000)]);
  await sql.end({ timeout: 1 });
  process.exit(0);
}
