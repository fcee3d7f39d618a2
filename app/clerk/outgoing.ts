import { AsyncLocalStorage } from "node:async_hooks";
import { Unavailable } from "#db/errors.ts";

/** The pause that Clerk asked for, known to all processes through the database. */
export type Pause = {
  /** The database's time, and for how many milliseconds Clerk still wants no calls. */
  read(): Promise<{ now: Date; ms: number }>;
  /** Clerk wants no calls for so many milliseconds. */
  begin(ms: number): Promise<void>;
};

/** What happened while `work` asked Clerk. */
export type Asking = {
  signal: AbortSignal;
  pause: Pause | undefined;
  /** When the last request was sent, by the database's clock if there is a pause to read. */
  askedAt: Date;
  /** For how many milliseconds Clerk wants no calls; 0 if it did not say so. */
  pausedMs: number;
  /** A request failed, was refused because of a pause, or was answered with 429 or a status from 500. */
  isAway: boolean;
  /** Why the pause could not be read. */
  failure?: unknown;
};

/** How long anyone waits for Clerk, in milliseconds: for all requests together that the client library makes of one call. */
const deadline = 3000;

/** The pause if Clerk does not say how long, and the longest that we believe, in milliseconds. */
const usualPause = 10_000;
const longestPause = 30_000;

/**
 * Runs work that asks Clerk through its client library, for three seconds at most. Then requests under way are aborted, so
 * that a Clerk that never answers holds no connections. During a pause no request is sent, not even the library's own retries.
 * @throws Unavailable after the deadline; whatever `work` throws.
 */
export async function asking<T>(
  pause: Pause | undefined,
  work: (state: Asking) => Promise<T>,
): Promise<{ answer: T; state: Asking }> {
  const controller = new AbortController();
  const state: Asking = { signal: controller.signal, pause, askedAt: new Date(), pausedMs: 0, isAway: false };
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    state.isAway = true;
    late.reject(new Unavailable("Clerk", { cause: `no answer in ${deadline} ms` }));
    controller.abort();
  }, deadline);
  try {
    const answer = await Promise.race([current.run(state, () => work(state)), late.promise]);
    return { answer, state };
  } finally {
    clearTimeout(timer);
  }
}

type Global = typeof globalThis & { [key: symbol]: AsyncLocalStorage<Asking> | undefined };

// The application's bundle and the script that loads it each have this module.
const key = Symbol.for("tenantry.asking-clerk");
const shared = globalThis as Global;
const current = shared[key] ?? limitFetch();

/**
 * The library takes no fetch of ours and no signal, and keeps the global fetch that it finds when it is loaded. So this
 * module is loaded before it: in api.server.ts, and for the application's bundle in scripts/web/runtime.ts.
 */
function limitFetch(): AsyncLocalStorage<Asking> {
  const states = new AsyncLocalStorage<Asking>();
  const plain = globalThis.fetch;
  const limited = async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    const state = states.getStore();
    return state ? await fetchWithin(state, plain, input, init) : await plain(input, init);
  };
  globalThis.fetch = Object.assign(limited, { preconnect: plain.preconnect });
  shared[key] = states;
  return states;
}

async function fetchWithin(
  state: Asking,
  plain: typeof fetch,
  ...[input, init]: Parameters<typeof fetch>
): Promise<Response> {
  await assertNoPause(state);
  // Clerk redirects nowhere, and whoever does should not get our key.
  const response = await plain(input, { ...init, signal: state.signal, redirect: "manual" }).catch(
    (error: unknown) => {
      state.isAway = true;
      throw error;
    },
  );
  if (response.status === 429) await notePause(state, init?.method ?? "GET", response.headers);
  if (response.status === 429 || response.status >= 500) state.isAway = true;
  assertJson(response, state);
  return response;
}

/** The client library takes any other text for an answer that finds nothing. */
function assertJson({ ok, status, headers }: Response, state: Asking): void {
  const type = headers.get("content-type");
  if ((!ok && (status < 300 || status >= 400)) || type === "application/json") return;
  state.isAway = true;
  throw new Error(`Something else answered in Clerk's place: status ${status}, ${type ?? "no type"}.`);
}

async function assertNoPause(state: Asking): Promise<void> {
  const read = await state.pause?.read().catch((error: unknown) => {
    state.failure = error;
    throw error;
  });
  state.askedAt = read?.now ?? new Date();
  state.pausedMs = read?.ms ?? 0;
  if (state.pausedMs <= 0) return;
  state.isAway = true;
  throw new Error(`Clerk asked for a pause, which ends in ${Math.ceil(state.pausedMs)} ms.`);
}

/** Only reading has one limit for everything: a change may have met a limit of its object, or of invitations. */
async function notePause(state: Asking, method: string, headers: Headers): Promise<void> {
  const seconds = Number.parseInt(headers.get("retry-after") ?? "", 10);
  state.pausedMs = Math.min(seconds >= 0 ? seconds * 1000 : usualPause, longestPause);
  if (method === "GET") await state.pause?.begin(state.pausedMs).catch(() => {});
}
