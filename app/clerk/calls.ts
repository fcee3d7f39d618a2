import { Unavailable } from "#db/errors.ts";
import { type Asking, asking, type Pause } from "./outgoing.ts";

/** Clerk refused a change for good: trying again is pointless. */
export class ClerkRefused extends Error {
  override name = "ClerkRefused";
  constructor(
    /** Clerk's error code, or "not_found" or "too_many_requests". */
    readonly code: string,
    options: { cause: unknown },
  ) {
    super(`Clerk refused: ${code}`, options);
  }
}

/** What counts as a refusal, besides statuses 400, 403, 409 and 422 with an error of Clerk's. */
export type Refusals = {
  /** The message of a 404 that is not about the changed object itself. */
  notFound?: RegExp;
  /** Do not wait when Clerk's rate limit is reached. */
  rateLimit?: true;
};

export type CallOptions = {
  pace?: Pace | undefined;
  pause?: Pause | undefined;
  silence?: Silence | undefined;
  /** How long a call waits in all while Clerk wants no calls, in milliseconds. */
  patience: number;
};

/** `found` is undefined for a 404. `askedAt` is when Clerk was asked, by the database's clock if the options have a pause. */
export type Answer<T> = { found: T | undefined; askedAt: Date };

/**
 * Makes one call to Clerk's Backend API and maps its errors. It takes three seconds at most, besides the time it may wait
 * during a pause.
 * @param refusals only for calls that change something.
 * @throws ClerkRefused; Unavailable for every other failure.
 */
export async function callClerk<T>(
  call: () => Promise<T>,
  { pace, pause, silence = new Silence(), patience }: CallOptions,
  refusals?: Refusals,
): Promise<Answer<T>> {
  await pace?.wait();
  let state: Asking | undefined;
  const ask = () =>
    asking(pause, (begun) => {
      state = begun;
      return whole(call());
    });
  try {
    const { answer } = await silence.guard(ask, () => state?.signal.aborted === true);
    return { found: answer, askedAt: state?.askedAt ?? new Date() };
  } catch (error) {
    // The library wraps every error of fetch.
    if (state?.failure) throw state.failure;
    const { status } = error as ApiError;
    const code = refusals && findRefusal(error as ApiError, refusals);
    if (code !== undefined) throw new ClerkRefused(code, { cause: error });
    if (status === 404 && isOfClerk(error as ApiError))
      return { found: undefined, askedAt: state?.askedAt ?? new Date() };
    const waitMs = state?.pausedMs ?? 0;
    // A limit that is over at once counts as a wait, too: otherwise it could be met for ever.
    const left = patience - Math.max(waitMs, 10);
    if (waitMs === 0 && status !== 429) throw unavailable(status, error);
    if (left < 0) throw unavailable(status ?? 429, error);
    await Bun.sleep(waitMs);
    return await callClerk(call, { pace, pause, silence, patience: left }, refusals);
  }
}

/**
 * Whether Clerk has stopped answering: then one call at a time finds out when it answers again, and the others fail at once,
 * so that the worker's jobs and the pages that need no answer do not wait behind those that do.
 */
export class Silence {
  private misses = 0;
  private isProbing = false;

  /** @throws Unavailable at once while Clerk is silent and another call waits for it; whatever `ask` throws. */
  async guard<T>(ask: () => Promise<T>, isLate: () => boolean): Promise<T> {
    const isProbe = this.misses >= mostMisses;
    if (isProbe && this.isProbing) throw new Unavailable("Clerk", { cause: "it did not answer before" });
    if (isProbe) this.isProbing = true;
    try {
      return await ask();
    } finally {
      this.misses = isLate() ? this.misses + 1 : 0;
      if (isProbe) this.isProbing = false;
    }
  }
}

/** So many deadlines in a row, without an answer between, are no accident. */
const mostMisses = 3;

/** Spaces calls evenly, first come, first served. */
export class Pace {
  private next = 0;

  constructor(private readonly perSecond: number) {}

  async wait(): Promise<void> {
    const now = performance.now();
    const turn = Math.max(this.next, now);
    this.next = turn + 1000 / this.perSecond;
    if (turn > now) await Bun.sleep(turn - now);
  }
}

/**
 * For whoever lists everything: a pace that leaves room below Clerk's limits, 1,000 calls in 10 s or 100 with a development
 * key, and the patience to wait until they are over.
 */
export function unhurried(secretKey: string): Pick<CallOptions, "pace" | "patience"> {
  return { pace: new Pace(secretKey.startsWith("sk_test_") ? 8 : 80), patience: 150_000 };
}

type ApiError = {
  status?: number;
  errors?: { code: string; message: string; meta?: { paramName?: string } }[];
};

/** A list, a record or keys. The library passes on whatever JSON it gets. */
async function whole<T>(answer: Promise<T>): Promise<T> {
  const found = await answer;
  const { data, keys, id } = (found ?? {}) as Record<string, unknown>;
  if (Array.isArray(data) || Array.isArray(keys) || typeof id === "string") return found;
  throw new Unavailable("Clerk", { cause: "it answered something else than it was asked for" });
}

/** Clerk gives every error a code. A status alone may be that of a gateway or a firewall. */
function isOfClerk({ errors: [first] = [] }: ApiError): boolean {
  return Boolean(first?.code);
}

function unavailable(status: number | undefined, cause: unknown): Unavailable {
  if (cause instanceof Unavailable) return cause;
  return new Unavailable(status ? `Clerk (status ${status})` : "Clerk", { cause });
}

function findRefusal(error: ApiError, { notFound, rateLimit }: Refusals): string | undefined {
  const { status = 0, errors: [first] = [] } = error;
  if (status === 429) return rateLimit && "too_many_requests";
  if (status === 404) return notFound?.test(first?.message ?? "") ? "not_found" : undefined;
  if (![400, 403, 409, 422].includes(status) || !isOfClerk(error)) return undefined;
  return first?.meta?.paramName === "role" ? "not_found" : (first?.code ?? "");
}
