import { Unavailable } from "#db/errors.ts";

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

/** What counts as a refusal, besides statuses 400, 403, 409 and 422. */
export type Refusals = {
  /** The message of a 404 that is not about the changed object itself. */
  notFound?: RegExp;
  /** Do not wait when Clerk's rate limit is reached. */
  rateLimit?: true;
};

export type CallOptions = {
  pace?: Pace | undefined;
  /** How often a call is tried while Clerk answers 429. Between attempts it waits as long as Clerk asks, at most 30 s. */
  maxAttempts: number;
};

/**
 * Makes one call to Clerk's Backend API and maps its errors.
 * @param refusals only for calls that change something.
 * @returns undefined for a 404. @throws ClerkRefused; Unavailable for every other failure.
 */
export async function callClerk<T>(
  call: () => Promise<T>,
  { pace, maxAttempts }: CallOptions,
  refusals?: Refusals,
): Promise<T | undefined> {
  await pace?.wait();
  try {
    return await call();
  } catch (error) {
    const { status, retryAfter = 10 } = error as ApiError;
    const code = refusals && findRefusal(error as ApiError, refusals);
    if (code !== undefined) throw new ClerkRefused(code, { cause: error });
    if (status === 404) return undefined;
    if (status !== 429 || maxAttempts <= 1)
      throw new Unavailable(status ? `Clerk (status ${status})` : "Clerk", { cause: error });
    await Bun.sleep(Math.min(retryAfter, 30) * 1000);
    return await callClerk(call, { pace, maxAttempts: maxAttempts - 1 }, refusals);
  }
}

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

/** A pace that leaves room below Clerk's limits: 1,000 calls in 10 s, or 100 with a development key. */
export function paceFor(secretKey: string): Pace {
  return new Pace(secretKey.startsWith("sk_test_") ? 8 : 80);
}

type ApiError = {
  status?: number;
  /** In seconds. */
  retryAfter?: number;
  errors?: { code: string; message: string; meta?: { paramName?: string } }[];
};

function findRefusal(
  { status = 0, errors: [first] = [] }: ApiError,
  { notFound, rateLimit }: Refusals,
): string | undefined {
  if (status === 429) return rateLimit && "too_many_requests";
  if (status === 404) return notFound?.test(first?.message ?? "") ? "not_found" : undefined;
  if (![400, 403, 409, 422].includes(status)) return undefined;
  return first?.meta?.paramName === "role" ? "not_found" : (first?.code ?? "");
}
