import type postgres from "postgres";
import { ClerkApi } from "#app/clerk/api.server.ts";
import { unhurried } from "#app/clerk/calls.ts";
import { exitOnInvalidEnv, readWorkerEnv } from "#app/env.server.ts";
import { createLogger } from "#app/http/logger.ts";
import { assertOwnClerk } from "#app/identity-sync/sync-context.ts";
import { clerkPause } from "#db/directory/clerk-pause.ts";
import { isDomainError } from "#db/errors.ts";
import { migrateJobs } from "#db/jobs/queue.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { assertReadyToStart } from "#db/migrate/readiness.ts";
import { Session } from "#db/tenant/session.ts";
import { keepRunning } from "./worker/keep-running.ts";
import { type RunningWorker, runWorker } from "./worker/run-worker.ts";

// The worker runs the job queue: Clerk's events, requested syncs and changes, scheduled jobs. It is the only process of the
// running product with the owner's credentials. Any number may run. SIGTERM stops it after its current jobs. While the
// database is away it waits. If the database does not match this release it exits with 1.

const env = exitOnInvalidEnv(() => readWorkerEnv());
const log = createLogger(env.LOG_LEVEL).child({ process: "worker" });
const ownerUrl = env.DATABASE_OWNER_URL;
const clerk = {
  secretKey: env.CLERK_SECRET_KEY,
  apiUrl: env.CLERK_API_URL,
  creatorRole: env.CLERK_CREATOR_ROLE,
};

/** A job that waits for Clerk occupies one of twelve places, so it waits no longer than for an answer; then it is retried. */
const shortPatience = 3000;

// The queue's library throws where nobody can catch it when a run whose connections were lost returns its jobs. Their rows say
// what is left to do, so the worker goes on.
for (const event of ["unhandledRejection", "uncaughtException"] as const)
  process.on(event, (error: unknown) => log.error({ err: error }, "an error that nobody handled"));
const worker = keepRunning({ start, check, log });
process.once("SIGTERM", stop).once("SIGINT", stop);
await worker.ended.catch(endAsBroken);

async function check(): Promise<void> {
  const session = new Session({ url: ownerUrl, applicationName: "tenantry worker" });
  try {
    await assertReadyToStart(session.client, env.TENANT_SEAL_SECRET);
    await migrateJobs(session.client, ownerUrl);
    await checkClerk(session.client);
  } finally {
    await session.end(0);
  }
}

/** The worker also runs while Clerk is away: then it is checked before something is created or closed. */
async function checkClerk(sql: postgres.Sql): Promise<void> {
  await assertOwnClerk({ sql, clerk: new ClerkApi(clerk) }).catch((error: unknown) => {
    if (!isDomainError(error) || error.code !== "unavailable") throw error;
    log.warn({ err: error }, "Clerk does not answer: what needs it is tried again later");
  });
}

async function start(onLost: (error: unknown) => void): Promise<RunningWorker> {
  const sql = connectAsOwner(ownerUrl, "tenantry worker", 6);
  const pause = clerkPause((fn) => fn(sql));
  const running = await runWorker({
    ownerUrl,
    log,
    context: {
      sql,
      sealSecret: env.TENANT_SEAL_SECRET,
      clerk: new ClerkApi({ ...clerk, pause, patience: shortPatience }),
      webhookSecrets: env.CLERK_WEBHOOK_SIGNING_SECRET,
    },
    pacedClerk: new ClerkApi({ ...clerk, pause, ...unhurried(clerk.secretKey) }),
    onLost,
  }).catch(async (error) => {
    await sql.end({ timeout: 1 });
    throw error;
  });
  log.info("worker is running");
  process.send?.("ready");
  const stop = async () => {
    // Jobs whose queries will not be answered end with their connections.
    await Promise.race([running.stop(), Bun.sleep(7000)]);
    await sql.end({ timeout: 1 });
  };
  return { ...running, stop };
}

function endAsBroken(error: unknown): never {
  log.fatal(isDomainError(error) ? error.message : { err: error }, "the worker cannot continue");
  process.exit(1);
}

async function stop(): Promise<void> {
  await worker.stop();
  process.exit(0);
}
