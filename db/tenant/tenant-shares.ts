/** How long a tenant counts as slow after one of its transactions was ended, in milliseconds. */
const slowFor = 5000;

/**
 * How many connections each tenant holds, and how many it may hold: a share of its own, and, while its transactions last
 * too long, a share of the half that all slow tenants have together.
 */
export class TenantShares {
  private readonly held = new Map<string, number>();
  private readonly slowUntil = new Map<string, number>();

  constructor(private readonly limits: { each: number; slow: number }) {}

  mayHold(tenant: string | undefined): boolean {
    if (tenant === undefined) return true;
    if ((this.held.get(tenant) ?? 0) >= this.limits.each) return false;
    return !this.isSlow(tenant) || this.heldBySlow() < this.limits.slow;
  }

  take(tenant: string | undefined): void {
    if (tenant !== undefined) this.held.set(tenant, (this.held.get(tenant) ?? 0) + 1);
  }

  giveBack(tenant: string | undefined): void {
    if (tenant === undefined) return;
    const count = (this.held.get(tenant) ?? 1) - 1;
    if (count > 0) this.held.set(tenant, count);
    else this.held.delete(tenant);
  }

  markSlow(tenant: string): void {
    this.slowUntil.set(tenant, performance.now() + slowFor);
  }

  /** Whether a transaction was ended a moment ago: the pool is under attack, or tenants are stuck. */
  get anySlow(): boolean {
    for (const tenant of this.slowUntil.keys()) if (this.isSlow(tenant)) return true;
    return false;
  }

  private isSlow(tenant: string): boolean {
    const until = this.slowUntil.get(tenant);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.slowUntil.delete(tenant);
    return false;
  }

  private heldBySlow(): number {
    return [...this.held].reduce((sum, [tenant, count]) => sum + (this.isSlow(tenant) ? count : 0), 0);
  }
}
