/**
 * Waits as long as Clerk asks for when it says that its limit is reached (429, Retry-After): all jobs of this process
 * together, and then goes on. Being told to wait is no failed attempt.
 */
export class ClerkPause {
  private until = 0;

  async run<T>(work: () => Promise<T>): Promise<T> {
    for (let round = 1; ; round++) {
      await this.over();
      try {
        return await work();
      } catch (error) {
        const wait = askedToWait(error);
        if (wait === undefined || round === mostRounds) throw error;
        this.until = Math.max(this.until, Date.now() + wait);
      }
    }
  }

  /** They do not all go on at the same moment, or the limit would be reached at once again. */
  private async over(): Promise<void> {
    for (let left = this.until - Date.now(); left > 0; left = this.until - Date.now()) {
      await Bun.sleep(left + Math.random() * 500);
    }
  }
}

const mostRounds = 6;

/** Milliseconds; undefined for any other error. */
function askedToWait(error: unknown): number | undefined {
  const { status, retryAfter } = error as { status?: unknown; retryAfter?: unknown };
  if (status !== 429) return undefined;
  const seconds = typeof retryAfter === "number" && retryAfter > 0 ? retryAfter : 1;
  return Math.min(seconds, 60) * 1000;
}
