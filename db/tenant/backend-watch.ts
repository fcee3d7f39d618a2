import type { Backend, Client } from "./session.ts";

/** A pool of tenantry_web. */
export type Routing = { use<T>(fn: (client: Client) => Promise<T>): Promise<T> };

/** Between two looks, in milliseconds. A backend that has nothing to do ends at once. */
const pauses = { first: 20, longest: 500 };

type Abandoned = Backend & {
  since: number;
  dueAt: number;
  gone: ReturnType<typeof Promise.withResolvers<void>>;
};

/**
 * Watches the server's processes whose connection we closed, over the routing pool. One that has not noticed after a while is
 * terminated: SQL may have told it to ignore that its client is gone.
 */
export class BackendWatch {
  private readonly abandoned = new Map<number, Abandoned>();
  private running = false;
  private closed = false;
  /** Why the last look failed: it is not known which backends are gone. */
  trouble: unknown;

  constructor(
    private readonly routing: Routing,
    /** How long a backend gets to notice, in milliseconds. */
    private readonly grace: number,
    private readonly onTrouble: () => void,
  ) {}

  /** Resolves when the backend is gone, or `close` is called. `atOnce` terminates it without grace. */
  untilGone(backend: Backend, atOnce = false): Promise<void> {
    if (this.closed) return Promise.resolve();
    const gone = Promise.withResolvers<void>();
    const since = performance.now();
    const dueAt = since + (atOnce ? 0 : this.grace);
    this.abandoned.set(backend.pid, { ...backend, since, dueAt, gone });
    if (!this.running) void this.run();
    return gone.promise;
  }

  close(): void {
    this.closed = true;
    for (const pid of this.abandoned.keys()) this.forget(pid);
  }

  private async run(): Promise<void> {
    this.running = true;
    for (let pause = pauses.first; this.abandoned.size > 0; pause = Math.min(pause * 2, pauses.longest)) {
      await this.look();
      if (this.abandoned.size > 0) await Bun.sleep(pause);
    }
    this.running = false;
  }

  private async look(): Promise<void> {
    const now = performance.now();
    const all = [...this.abandoned.values()].map(({ pid, age, since, dueAt }) => ({
      pid,
      age: (age + now - since) / 1000,
      isDue: now >= dueAt,
    }));
    try {
      // As JSON, because the driver would have to look up the array's type.
      const alive = await this.routing.use(
        (client) =>
          client<{ pid: number }[]>`select pid from app.end_backends(${JSON.stringify(all)}::text::jsonb)`,
      );
      this.trouble = undefined;
      const left = new Set(alive.map(({ pid }) => pid));
      for (const { pid } of all) if (!left.has(pid)) this.forget(pid);
    } catch (error) {
      this.trouble = error;
      this.onTrouble();
    }
  }

  private forget(pid: number): void {
    this.abandoned.get(pid)?.gone.resolve();
    this.abandoned.delete(pid);
  }
}
