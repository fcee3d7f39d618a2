import type { Delivery } from "#scripts/local/clerk/model.ts";

/** Collects what comes within a window, and has it sent at the window's end in another order. */
export class ReorderWindow {
  private deliveries: Delivery[] = [];
  private endsAt = 0;

  /** Sets when each delivery of the open window is due; a millisecond apart, so that the order is certain. */
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

/** In random order, but never in the given one. */
function shuffled<T>(items: T[]): T[] {
  const keyed = items.map((item) => ({ item, key: Math.random() }));
  const mixed = keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  return mixed.every((item, index) => item === items[index]) ? mixed.reverse() : mixed;
}
