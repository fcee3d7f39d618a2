/** A caller that waits for a connection; without a tenant for routing and other statements of the application. */
export type Waiter<T> = { tenant: string | undefined; resolve(lease: T): void; reject(error: Error): void };

/**
 * Callers that wait for a connection: one queue per tenant, served in rotation. However many callers of one tenant wait, at
 * most one of them is served before another tenant's.
 */
export class LeaseQueue<T> {
  private readonly queues = new Map<string | undefined, Waiter<T>[]>();
  private count = 0;

  get length(): number {
    return this.count;
  }

  join(waiter: Waiter<T>): void {
    const queue = this.queues.get(waiter.tenant);
    if (queue) queue.push(waiter);
    else this.queues.set(waiter.tenant, [waiter]);
    this.count += 1;
  }

  /** Removes the first waiter of the next tenant that `mayGo`, and moves that tenant to the end of the rotation. */
  next(mayGo: (tenant: string | undefined) => boolean): Waiter<T> | undefined {
    for (const [tenant, queue] of this.queues) {
      if (!mayGo(tenant)) continue;
      this.queues.delete(tenant);
      const waiter = queue.shift();
      if (queue.length > 0) this.queues.set(tenant, queue);
      if (waiter) this.count -= 1;
      return waiter;
    }
    return undefined;
  }

  hasNext(mayGo: (tenant: string | undefined) => boolean): boolean {
    return [...this.queues.keys()].some(mayGo);
  }

  /** @returns false if the waiter was not queued, or not any more. */
  leave(waiter: Waiter<T>): boolean {
    const queue = this.queues.get(waiter.tenant);
    const position = queue?.indexOf(waiter) ?? -1;
    if (!queue || position < 0) return false;
    queue.splice(position, 1);
    if (queue.length === 0) this.queues.delete(waiter.tenant);
    this.count -= 1;
    return true;
  }

  leaveAll(): Waiter<T>[] {
    const all = [...this.queues.values()].flat();
    this.queues.clear();
    this.count = 0;
    return all;
  }
}
