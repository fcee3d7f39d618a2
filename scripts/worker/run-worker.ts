import { EventEmitter } from "node:events";
import {
  type LogFunctionFactory,
  parseCronItems,
  run,
  type WorkerEvents,
  type WorkerPool,
} from "graphile-worker";
import type pg from "pg";
import type { Logger } from "pino";
import { ConnectionLost } from "#db/errors.ts";
import { queueOptions } from "#db/jobs/queue.ts";
import { openQueuePool } from "#db/jobs/queue-pool.ts";
import { Presence } from "./presence.ts";
import { createTasks, schedule, type TaskOptions } from "./tasks.ts";

/** A job mostly waits for Clerk, which allows 100 calls a second. */
const concurrency = 12;

/** Jobs fetched per query. */
const prefetch = 48;

/** Jobs that finish within this many milliseconds are completed in one batch. */
const batchDelay = 10;

export type RunningWorker = {
  /** Stops after the current jobs. */
  stop(): Promise<void>;
  /** Resolves when the worker has stopped; rejects if it cannot continue. */
  ended: Promise<void>;
};

export type WorkerOptions = TaskOptions & {
  /** Called once the run cannot go on, perhaps long before it has ended: another may start at once. */
  onLost(error: unknown): void;
};

/** Runs the job queue until stopped. */
export async function runWorker({ onLost, ...options }: WorkerOptions): Promise<RunningWorker> {
  const { ownerUrl, log } = options;
  const events: WorkerEvents = new EventEmitter();
  let presence: Presence | undefined;
  // Without its presence, what it has in hand goes to the next run.
  const lose = (error: unknown) => {
    onLost(error);
    void presence?.end();
  };
  events.on("pool:create", ({ workerPool }) => {
    presence = new Presence(ownerUrl, workerPool.id, log, lose);
    wakeWhenQueuesAreFree(events, workerPool);
  });
  // The library then waits for its jobs, which may wait for connections that lie dead.
  events.on("pool:fatalError", ({ error }) => lose(withCode(error)));
  const { connectionString, ...queue } = queueOptions(ownerUrl, "tenantry worker", toLog(log));
  const onError = (error: unknown) => log.warn({ err: error }, "a connection of the queue was lost");
  const pgPool = openQueuePool({ ownerUrl, connectionString, size: 4, onError });
  const runner = await run({
    ...queue,
    pgPool,
    events,
    taskList: createTasks(options),
    parsedCronItems: parseCronItems(schedule),
    noHandleSignals: true,
    preset: {
      worker: {
        concurrentJobs: concurrency,
        pollInterval: 1000,
        localQueue: { size: prefetch },
        // Batching also makes a failure to complete jobs stop the worker properly.
        completeJobBatchDelay: batchDelay,
        failJobBatchDelay: 0,
      },
    },
  }).catch(async (error) => {
    await Promise.all([presence?.end(), endPool(pgPool)]);
    throw error;
  });
  const stop = async () => {
    // It rejects if the run is stopping by itself.
    await runner.stop().catch(() => runner.promise);
    await Promise.all([presence?.end(), endPool(pgPool)]);
  };
  return { stop, ended: runner.promise };
}

/** The queue's driver reports a lost connection without a code. */
function withCode(error: unknown): unknown {
  const { code, message } = error as Error & { code?: string };
  return code ? error : new ConnectionLost(message);
}

/** Connections that lie dead end later, on their own. */
async function endPool(pool: pg.Pool): Promise<void> {
  await Promise.race([pool.end(), Bun.sleep(1000)]);
}

/**
 * A fetch returns at most one job per queue. So after each fetch that returned any, we fetch again, which skips the queues
 * that are busy now; and after each job, whose queue may have another. Otherwise that waits for the poll, up to a second.
 */
function wakeWhenQueuesAreFree(events: WorkerEvents, pool: WorkerPool): void {
  let isDue = false;
  const nudge = () => {
    isDue = false;
    if (!pool._shuttingDown) pool.nudge(1);
  };
  events.on("localQueue:getJobs:complete", ({ jobs }) => {
    if (jobs.length > 0) nudge();
  });
  events.on("job:complete", () => {
    if (isDue) return;
    isDue = true;
    // The job is completed shortly after this event.
    setTimeout(nudge, batchDelay + 10);
  });
}

/** Forwards the library's log. Failed tasks are already logged. */
function toLog(log: Logger): LogFunctionFactory {
  return () => (level, message, meta) => {
    if (meta?.failure) return;
    const name = level === "error" ? "error" : level === "warning" ? "warn" : "debug";
    log[name]({ err: meta?.error }, message);
  };
}
