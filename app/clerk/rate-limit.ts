/** Requests a second that leave room for others below Clerk's limits: 1,000 in 10 s, and 100 with a development key. */
export function paceFor(secretKey: string): Pace {
  return new Pace(secretKey.startsWith("sk_test_") ? 8 : 80);
}

/** Lets callers through at an even pace, in the order they came. */
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
