import pg from "pg";
import { parseDatabaseUrl } from "#db/database-url.ts";
import { ownerSettings, vanishedClient } from "#db/tenant/session-settings.ts";
import { stillWorkingOver } from "#db/tenant/still-working.ts";
import { DialledStream } from "./dialled-stream.ts";

export type QueuePoolOptions = {
  ownerUrl: string;
  applicationName: string;
  size: number;
  /** Called when a connection is lost. Whoever queries gets the error, too. */
  onError?(error: unknown): void;
  /** After so many milliseconds without an answer it looks whether the backend works; 4,000 by default. */
  answerTimeout?: number;
  /** Where it looks; `ownerUrl` by default. */
  lookUrl?: string;
};

/** For a connection, and for a turn among those who wait for one, in milliseconds. */
const longestWait = 30_000;

/** As for the owner's other connections. */
const settings = Object.entries({ ...ownerSettings, ...vanishedClient }).map(
  ([name, value]) => `-c ${name}=${String(value).replaceAll(" ", "\\ ")}`,
);

/**
 * The queue's connections. It is opened by the owner, over direct connections for LISTEN. They are dialled like all others, so
 * that a URL means the same to both drivers. This one waits for ever for an answer, and so would the worker if one of them lay
 * dead while the others live: it is closed unless its backend is at work, and the queue goes on with another.
 */
export function openQueuePool(options: QueuePoolOptions): pg.Pool {
  const { ownerUrl, applicationName, size, onError = () => {}, answerTimeout = 4000 } = options;
  const isStillWorking = stillWorkingOver(options.lookUrl ?? ownerUrl);
  const address = parseDatabaseUrl(ownerUrl);
  const pool = new pg.Pool({
    max: size,
    connectionTimeoutMillis: longestWait,
    host: address.host,
    port: address.port,
    user: address.user,
    // A function, because the driver replaces an empty password by PGPASSWORD.
    password: () => address.password,
    database: address.database,
    application_name: applicationName.slice(0, 63),
    options: settings.join(" "),
    ssl: false,
    stream: () => new DialledStream(address),
  });
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
