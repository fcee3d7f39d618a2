import type { Delivery } from "#scripts/local/clerk/model.ts";

/** Collects deliveries within a window and shuffles them at its end. */
export class ReorderWindow {
  private deliveries: Delivery[] = [];
  private endsAt = 0;

  /** Sets when each delivery of the open window is due, a millisecond apart to fix the order. */
  add(delivery: Delivery, windowMs: number): void {
    const now = Date.now();
    if (now >= this.endsAt) {
      this.deliveries = [];
      this.endsAt = now + windowMs;
    }
    this.deliveries.push(delivery);
    for (const [index, each] of shuffled(this.deliveries).entries()) each.nextAttemptAt = this.endsAt + index;
  }
}

/** In random order, but never the given one. */
function shuffled<T>(items: T[]): T[] {
  const keyed = items.map((item) => ({ item, key: Math.random() }));
  const mixed = keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  return mixed.every((item, index) => item === items[index]) ? mixed.reverse() : mixed;
}
