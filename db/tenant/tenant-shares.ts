/** How many connections each tenant holds. */
export class TenantShares {
  private readonly held = new Map<string, number>();

  constructor(private readonly most: number) {}

  mayHold(tenant: string | undefined): boolean {
    return tenant === undefined || (this.held.get(tenant) ?? 0) < this.most;
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
}
