import pg from "pg";
import { stillWorkingOver } from "#db/tenant/still-working.ts";

export type QueuePoolOptions = {
  ownerUrl: string;
  /** The owner's URL as the queue's driver reads it. */
  connectionString: string;
  size: number;
  onError(error: unknown): void;
  /** After so many milliseconds without an answer it looks whether the backend works; 4,000 by default. */
  answerTimeout?: number;
};

/** For a connection, and for a turn among those who wait for one, in milliseconds. */
const longestWait = 30_000;

/**
 * The queue's connections. Its driver waits for ever for an answer, and so would the worker if one of them lay dead while the
 * others live: it is closed unless its backend is at work, and the queue goes on with another.
 */
export function openQueuePool({ ownerUrl, answerTimeout = 4000, ...options }: QueuePoolOptions): pg.Pool {
  const { connectionString, size, onError } = options;
  const isStillWorking = stillWorkingOver(ownerUrl);
  const pool = new pg.Pool({ connectionString, max: size, connectionTimeoutMillis: longestWait });
  pool.on("error", onError);
  pool.on("connect", (client) => {
    client.on("error", onError);
    watch(client, answerTimeout, isStillWorking);
  });
  return pool;
}

/** What the driver's types leave out. */
type Internals = { processID: number; connection: { stream: { destroy(): void } } };

function watch(
  client: pg.PoolClient,
  answerTimeout: number,
  isStillWorking: ReturnType<typeof stillWorkingOver>,
): void {
  const { processID: pid, connection } = client as unknown as Internals;
  const readyAt = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const judge = async () => {
    const judged = timer;
    const isAlive = await isStillWorking({ pid, age: performance.now() - readyAt }).catch(() => false);
    // It was answered meanwhile.
    if (timer !== judged) return;
    if (isAlive) timer = setTimeout(judge, answerTimeout);
    else connection.stream.destroy();
  };
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const query = client.query;
  Object.assign(client, {
    query: (...args: unknown[]) => {
      timer ??= setTimeout(judge, answerTimeout);
      return Reflect.apply(query, client, args);
    },
  });
  // Every query was answered.
  client.on("drain", stop).on("end", stop);
}
