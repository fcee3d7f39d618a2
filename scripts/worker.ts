import { EventEmitter } from "node:events";
import { Logger, makeWorkerUtils, parseCrontab, type Runner, run, type WorkerEvents } from "graphile-worker";
import { exitOnInvalidEnv, readWorkerEnv } from "#app/env.server.ts";
import { ClerkSource } from "#app/identity-sync/clerk-source.ts";
import { paceFor } from "#app/identity-sync/pace.ts";
import type { SyncContext } from "#app/identity-sync/sync-context.ts";
import { createLogger } from "#app/logger.ts";
import { isDatabaseAway, isDomainError } from "#db/errors.ts";
import { jobsSchema, openJobsPool } from "#db/jobs.ts";
import { assertDatabaseReady } from "#db/migrate/check.ts";
import { connectAsOperator } from "#db/migrate/operator.ts";
import { Presence } from "./worker/presence.ts";
import { createTasks, schedule } from "./worker/tasks.ts";

// The worker: applies Clerk's events, provisions tenants and keeps members in step. It is the one process of the running
// product that holds the owner. SIGTERM ends it after the jobs in hand. When it loses the database it ends with 1, for
// whoever started it to start it anew: the driver would let queries of a lost connection wait without end.

const concurrency = 8;
const longestEnd = 10_000;

const env = exitOnInvalidEnv(() => readWorkerEnv());
const log = createLogger(env.LOG_LEVEL).child({ process: "worker" });
const sql = connectAsOperator(env.DATABASE_OWNER_URL, "tenantry worker", concurrency);
const presence = new Presence(connectAsOperator(env.DATABASE_OWNER_URL, "tenantry worker presence"));
const clerk = { secretKey: env.CLERK_SECRET_KEY, apiUrl: env.CLERK_API_URL };
const pacedClerk = new ClerkSource({ ...clerk, pace: paceFor(clerk.secretKey) });
const context: SyncContext = {
  sql,
  sealSecret: env.TENANT_SEAL_SECRET,
  clerk: new ClerkSource(clerk),
  webhookSecrets: env.CLERK_WEBHOOK_SIGNING_SECRET,
};

await checkDatabase();
const queue = {
  pgPool: openJobsPool(env.DATABASE_OWNER_URL, 4),
  schema: jobsSchema,
  logger: new Logger(() => (level, message) => {
    if (level === "error") log.error(message);
  }),
};
const utils = await makeWorkerUtils(queue);
await freeJobsOfTheDead();
const watch = setInterval(() => void freeJobsOfTheDead(), 1000);
const events: WorkerEvents = new EventEmitter();
events.on("worker:create", ({ worker }) => void presence.announce(worker.workerId).catch(end));
const runner: Runner = await run({
  ...queue,
  events,
  concurrency,
  pollInterval: 1000,
  noHandleSignals: true,
  taskList: createTasks({ context, pacedClerk, log, onError: endWhenLost }),
  parsedCronItems: parseCrontab(schedule),
});
process.once("SIGTERM", stop).once("SIGINT", stop);
log.info("worker is running");
await runner.promise;

async function checkDatabase(): Promise<void> {
  try {
    await assertDatabaseReady(sql, env.TENANT_SEAL_SECRET);
  } catch (error) {
    log.fatal(isDomainError(error) ? error.message : { err: error });
    process.exit(1);
  }
}

async function freeJobsOfTheDead(): Promise<void> {
  try {
    const dead = await presence.listDead();
    if (dead.length === 0) return;
    await utils.forceUnlockWorkers(dead);
    log.warn({ workers: dead.length }, "jobs of workers that are gone are free again");
  } catch (error) {
    end(error);
  }
}

function endWhenLost(error: unknown): void {
  if (isDatabaseAway(error)) end(error);
}

function end(error: unknown): void {
  log.fatal({ err: error }, "the database is away, or the queue cannot be read: the worker ends");
  process.exit(1);
}

function stop(): void {
  clearInterval(watch);
  // What does not end in time is free again as soon as this process is gone.
  setTimeout(() => process.exit(0), longestEnd).unref();
  void runner.stop().finally(() => process.exit(0));
}
