/** In milliseconds: the pause after the first failure, doubled by each further one. */
const pauses = { first: 25, longest: 500 };

/** Spaces out connection attempts while they fail, so that requests do not flood a server that refuses them. */
export class DialGate {
  private pause = 0;
  private pausedAt = 0;
  private error: unknown;

  /** The last attempt's error while no further one may begin; undefined otherwise. */
  get refusal(): unknown {
    return performance.now() < this.pausedAt + this.pause ? this.error : undefined;
  }

  succeeded(): void {
    this.pause = 0;
  }

  /** @param begunAt by performance.now(). Attempts that ran beside a failed one count once. */
  failed(error: unknown, begunAt: number): void {
    this.error = error;
    if (this.pause > 0 && begunAt <= this.pausedAt) return;
    this.pause = Math.min(this.pause * 2 || pauses.first, pauses.longest);
    this.pausedAt = performance.now();
  }
}
