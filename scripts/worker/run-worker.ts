import { EventEmitter } from "node:events";
import {
  type LogFunctionFactory,
  parseCronItems,
  run,
  type WorkerEvents,
  type WorkerPool,
} from "graphile-worker";
import type { Logger } from "pino";
import { queueOptions } from "#db/jobs/queue.ts";
import { Presence } from "./presence.ts";
import { createTasks, schedule, type TaskOptions } from "./tasks.ts";

/** Jobs at once. Most of a job's time is spent waiting for Clerk, and Clerk allows 100 questions a second. */
const jobsAtOnce = 12;

/** Jobs that are fetched ahead, so that 1,000 of them do not take 1,000 questions. */
const fetchedAhead = 48;

/** Jobs that are done within so many milliseconds are marked as done together. */
const collectedFor = 10;

export type RunningWorker = {
  /** Ends after the jobs in hand. */
  stop(): Promise<void>;
  /** Settles when the queue ended, and rejects when it cannot go on. */
  ended: Promise<void>;
};

export type WorkerOptions = TaskOptions & {
  /** Told when the database is away: the worker is to be ended. */
  onLost(error: unknown): void;
};

/** Works off the job queue until it is stopped. */
export async function runWorker({ onLost, ...options }: WorkerOptions): Promise<RunningWorker> {
  const { ownerUrl, log } = options;
  const events: WorkerEvents = new EventEmitter();
  let presence: Presence | undefined;
  events.on("pool:create", ({ workerPool }) => {
    presence = new Presence(ownerUrl, workerPool.id, log, onLost);
    wakeWhenQueuesAreFree(events, workerPool);
  });
  const runner = await run({
    ...queueOptions(ownerUrl, "tenantry worker", toLog(log)),
    events,
    taskList: createTasks(options),
    parsedCronItems: parseCronItems(schedule),
    noHandleSignals: true,
    maxPoolSize: 4,
    preset: {
      worker: {
        concurrentJobs: jobsAtOnce,
        pollInterval: 1000,
        localQueue: { size: fetchedAhead },
        // Collected, and what fails there ends the worker properly.
        completeJobBatchDelay: collectedFor,
        failJobBatchDelay: 0,
      },
    },
  });
  const stop = async () => {
    await runner.stop();
    await presence?.end();
  };
  return { stop, ended: runner.promise };
}

/**
 * A fetch brings one job of a queue at most. So whenever it brought any, there is another look, which passes by the queues
 * that are busy by then; and when a job is done, its queue may have the next. Without a hint it takes a second.
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
    // The job is marked as done a moment after this event.
    setTimeout(nudge, collectedFor + 10);
  });
}

/** The queue's own words. What fails in a task has its line already. */
function toLog(log: Logger): LogFunctionFactory {
  return () => (level, message, meta) => {
    if (meta?.failure) return;
    const name = level === "error" ? "error" : level === "warning" ? "warn" : "debug";
    log[name]({ err: meta?.error }, message);
  };
}
