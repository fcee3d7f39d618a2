import type { Logger } from "pino";
import { ConnectionLost, isDatabaseAway } from "#db/errors.ts";
import type { RunningWorker } from "./run-worker.ts";

export type KeepOptions = {
  /** Starts the worker with connections of its own. `onLost` is called if it cannot see the database. */
  start(onLost: (error: unknown) => void): Promise<RunningWorker>;
  /** Whether the database is usable. @throws while it is away, and for good if it does not match this release. */
  check(): Promise<void>;
  log: Logger;
  /** How long a start may take, in milliseconds; 20,000 by default. */
  startWithin?: number;
};

/** In milliseconds. A run that fails sooner than `soon` was no use. */
const pauses = { first: 250, longest: 5000, soon: 10_000, stop: 8000, handOver: 1000 };

/** A run that ends for another reason than the database being away may do so this often, one soon after the other. */
const maxFailures = 5;

/**
 * Runs the worker until stopped. While the database is away, restarts, or is out of memory or connections, it waits, says so,
 * and starts again.
 * @returns `ended` rejects when the worker is broken: the database does not match, or it fails again and again.
 */
export function keepRunning(options: KeepOptions): RunningWorker {
  let isStopping = false;
  let running: RunningWorker | undefined;
  const run = async () => {
    for (let failures = 0; !isStopping; ) {
      await untilUsable(options, () => isStopping);
      if (isStopping) return;
      const begun = performance.now();
      const error = await untilLost(options, (started) => {
        running = started;
        if (isStopping) void stopWithin(started);
      });
      if (isStopping || error === undefined) return;
      options.log.warn({ err: error }, "the worker lost the database or its queue; starting again");
      // What it has in hand lost its connections, or never gets an answer: the next run does not wait for that.
      if (running) await Promise.race([stopWithin(running), Bun.sleep(pauses.handOver)]);
      failures = performance.now() - begun < pauses.soon ? failures + 1 : 0;
      if (failures >= maxFailures && !isDatabaseAway(error)) throw error;
      await Bun.sleep(pauseAfter(failures));
    }
  };
  const stop = async () => {
    isStopping = true;
    if (running) await stopWithin(running);
  };
  return { stop, ended: run() };
}

/** Why the worker cannot go on; undefined when it was stopped. */
async function untilLost(
  { start, startWithin = 20_000 }: KeepOptions,
  onStart: (running: RunningWorker) => void,
): Promise<unknown> {
  try {
    const lost = Promise.withResolvers<never>();
    const running = await startedWithin(startWithin, start(lost.reject), lost.promise);
    onStart(running);
    await Promise.race([lost.promise, running.ended]);
    return undefined;
  } catch (error) {
    return error ?? new Error("The worker ended without a reason");
  }
}

/** The queue's driver waits for ever for a connection that lies dead. A run that starts after all is stopped. */
async function startedWithin(
  milliseconds: number,
  starting: Promise<RunningWorker>,
  lost: Promise<never>,
): Promise<RunningWorker> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new ConnectionLost(`the worker did not start in ${milliseconds / 1000} s`)),
    milliseconds,
  );
  try {
    return await Promise.race([starting, late.promise, lost]);
  } catch (error) {
    starting.then(stopWithin).catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function untilUsable({ check, log }: KeepOptions, isStopping: () => boolean): Promise<void> {
  let said: string | undefined;
  for (let attempt = 0; !isStopping(); attempt++) {
    try {
      return await check();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      const reason = String((error as { code?: unknown }).code);
      // While it waits, another reason may be one that an operator has to remove, such as a wrong password.
      if (reason !== said) log.warn({ err: error }, "the database is away; waiting for it");
      said = reason;
      await Bun.sleep(pauseAfter(attempt));
    }
  }
}

/** A job that takes longer is abandoned: its transaction rolls back, and another worker retries it. */
async function stopWithin(worker: RunningWorker): Promise<void> {
  await Promise.race([worker.stop().catch(() => {}), Bun.sleep(pauses.stop)]);
}

function pauseAfter(failures: number): number {
  return Math.min(pauses.first * 2 ** failures, pauses.longest);
}
