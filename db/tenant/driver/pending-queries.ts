import type postgres from "postgres";
import { type DriverQuery, intercept } from "./driver-query.ts";
import { wholeResult } from "./whole-result.ts";

/**
 * The queries of one connection that have no answer yet. The driver forgets those that it queued behind the first one when
 * the connection fails, and never settles them. We do.
 */
export class PendingQueries {
  private readonly running = new Set<DriverQuery>();
  private first: DriverQuery | undefined;
  private failure: { error: unknown } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the server last answered, or began to owe an answer, by performance.now(). */
  private heardAt = 0;

  constructor(
    private readonly options: {
      /** How long the server may owe an answer, in milliseconds; 0 for ever. */
      answerTimeout: number;
      /** Whether the server will answer later than that. */
      isStillWorking(): Promise<boolean>;
      /** Called when it will not. */
      onSilence(): void;
      /** Called with the error of a query that the driver could not send: there is no connection. */
      onUnsent(error: unknown): void;
    },
  ) {}

  /** The driver's client, with every query of it tracked. Transactions of the driver's own (`begin`) are not. */
  trackAll(client: postgres.Sql): postgres.Sql {
    return intercept(client, (query, send) => {
      if (this.failure) return query.reject(this.failure.error);
      const { resolve } = query;
      query.resolve = (result) => resolve(wholeResult(result));
      this.begin(query);
      send(query);
    });
  }

  /** The process id that the server announced; undefined before the connection is ready. */
  get pid(): number | undefined {
    return this.first?.state?.pid ?? undefined;
  }

  /** Rejects all queries without an answer, and every later one. */
  fail(error: unknown): void {
    this.failure ??= { error };
    for (const query of this.running) query.reject(this.failure.error);
    this.running.clear();
    clearTimeout(this.timer);
  }

  private begin(query: DriverQuery): void {
    this.first ??= query;
    if (this.running.size === 0) this.heardAt = performance.now();
    this.running.add(query);
    if (this.options.answerTimeout > 0) this.timer ??= this.wait(this.options.answerTimeout);
    // Not `query.then`, which would run the query.
    Promise.prototype.then.call(
      query,
      () => this.settle(query),
      (error) => {
        this.settle(query);
        if (query.state === null) this.options.onUnsent(error);
      },
    );
  }

  private settle(query: DriverQuery): void {
    this.running.delete(query);
    this.heardAt = performance.now();
  }

  /** One timer that is set anew when it fires costs less than one per query. */
  private wait(milliseconds: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.timer = undefined;
      if (this.running.size === 0) return;
      const left = this.heardAt + this.options.answerTimeout - performance.now();
      this.timer = left > 0 ? this.wait(left) : undefined;
      if (left <= 0) void this.judgeSilence();
    }, milliseconds);
  }

  /** An answer that came meanwhile proves that the connection lives. */
  private async judgeSilence(): Promise<void> {
    const heardBefore = this.heardAt;
    const isAlive = await this.options.isStillWorking().catch(() => false);
    if (this.failure) return;
    if (!isAlive && this.running.size > 0 && this.heardAt === heardBefore) return this.options.onSilence();
    if (isAlive) this.heardAt = performance.now();
    if (this.running.size > 0) this.timer ??= this.wait(this.options.answerTimeout);
  }
}
