import { ClerkSource } from "#app/clerk/directory.ts";
import { paceFor } from "#app/clerk/rate-limit.ts";
import { exitOnInvalidEnv, readWorkerEnv } from "#app/env.server.ts";
import { createLogger } from "#app/http/logger.ts";
import { isDomainError } from "#db/errors.ts";
import { migrateJobs } from "#db/jobs/queue.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { assertDatabaseReady } from "#db/migrate/readiness.ts";
import { runWorker } from "./worker/run-worker.ts";

// The worker: works off the job queue: Clerk's events, organizations that were asked for, what is done on a schedule. It is
// the one process of the running product that holds the owner. Any number may run. SIGTERM ends it after the jobs in hand.
// When it loses the database it ends with 1, for whoever started it to start it anew.

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
    clerk: new ClerkSource(clerk),
    webhookSecrets: env.CLERK_WEBHOOK_SIGNING_SECRET,
  },
  pacedClerk: new ClerkSource({ ...clerk, pace: paceFor(clerk.secretKey) }),
  onLost: endAsLost,
});
process.once("SIGTERM", stop).once("SIGINT", stop);
log.info("worker is running");
await worker.ended.catch(endAsLost);

async function checkDatabase(): Promise<void> {
  try {
    await assertDatabaseReady(sql, env.TENANT_SEAL_SECRET);
    await migrateJobs(sql, ownerUrl);
  } catch (error) {
    log.fatal(isDomainError(error) ? error.message : { err: error });
    process.exit(1);
  }
}

function endAsLost(err: unknown): never {
  log.fatal({ err }, "the database is away, or the queue cannot be read: the worker ends");
  process.exit(1);
}

/** A job that takes longer is left: its transaction is undone, and another worker goes on with it. */
async function stop(): Promise<void> {
  await Promise.race([worker.stop(), Bun.sleep(8000)]);
  await sql.end({ timeout: 1 });
  process.exit(0);
}
