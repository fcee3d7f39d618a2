/** Somebody who waits for a connection. Without a tenant: routing and other statements of the application itself. */
export type Waiter<T> = { tenant: string | undefined; resolve(lease: T): void; reject(error: Error): void };

/**
 * Who waits for a connection, in turn by tenant: each tenant has a line of its own, and the lines take turns. However
 * many wait in one line, it puts one request at most before another tenant's.
 */
export class LeaseQueue<T> {
  private readonly lines = new Map<string | undefined, Waiter<T>[]>();
  private count = 0;

  get length(): number {
    return this.count;
  }

  join(waiter: Waiter<T>): void {
    const line = this.lines.get(waiter.tenant);
    if (line) line.push(waiter);
    else this.lines.set(waiter.tenant, [waiter]);
    this.count += 1;
  }

  /** Takes out the first of the next line that `mayGo`. That line goes to the end of the round. */
  next(mayGo: (tenant: string | undefined) => boolean): Waiter<T> | undefined {
    for (const [tenant, line] of this.lines) {
      if (!mayGo(tenant)) continue;
      this.lines.delete(tenant);
      const waiter = line.shift();
      if (line.length > 0) this.lines.set(tenant, line);
      if (waiter) this.count -= 1;
      return waiter;
    }
    return undefined;
  }

  /** @returns false when the waiter was not, or no longer, in line. */
  leave(waiter: Waiter<T>): boolean {
    const line = this.lines.get(waiter.tenant);
    const position = line?.indexOf(waiter) ?? -1;
    if (!line || position < 0) return false;
    line.splice(position, 1);
    if (line.length === 0) this.lines.delete(waiter.tenant);
    this.count -= 1;
    return true;
  }

  leaveAll(): Waiter<T>[] {
    const all = [...this.lines.values()].flat();
    this.lines.clear();
    this.count = 0;
    return all;
  }
}
