import type { Pool } from "#db/tenant/pool.ts";
import type { FoundTenant } from "#db/tenant/tenant.ts";
import { findTenant, listTenantsOf } from "./look-up.ts";
import { RecentMap } from "./recent-map.ts";

export type DirectoryOptions = {
  /** A pool of tenantry_web, the only role that may look tenants up. */
  web: Pool;
  /** The size of the cache of tenants; 10,000 by default. */
  most?: number;
  /** The size of the separate cache of unknown slugs, so that made-up ones evict no tenant; 1,000 by default. */
  maxAbsent?: number;
  /** How long a cached tenant is served, in milliseconds; five minutes by default. */
  longest?: number;
  /** How long a cached unknown slug is served, in milliseconds; 1,000 by default. */
  maxAbsentAge?: number;
  /** The oldest version of a tenant's schema that this release serves; any by default. */
  oldestVersion?: number;
};

/** `readAt` is when the look-up began: the answer is at least as new. */
type Entry = { tenant: FoundTenant | undefined; readAt: number };

/**
 * A cache from slug to tenant. It may be out of date at no risk: `app.enter_tenant` compares the tenant's revision, and a
 * caller who is refused as "tenant-changed" calls `forget` and looks again. Create one per web process.
 */
export class Directory {
  private readonly options: Required<DirectoryOptions>;
  private readonly present: RecentMap<Entry>;
  private readonly absent: RecentMap<Entry>;
  private readonly lookUps = new Map<string, Promise<FoundTenant | undefined>>();

  constructor(options: DirectoryOptions) {
    this.options = {
      most: 10_000,
      maxAbsent: 1000,
      longest: 5 * 60_000,
      maxAbsentAge: 1000,
      oldestVersion: 0,
      ...options,
    };
    this.present = new RecentMap(this.options.most);
    this.absent = new RecentMap(this.options.maxAbsent);
  }

  /**
   * The tenant with this slug; undefined also while it is being provisioned. Concurrent callers share a query.
   * @throws what the pool and the database throw; a failure is not cached.
   */
  async find(slug: string): Promise<FoundTenant | undefined> {
    const entry = this.present.get(slug) ?? this.absent.get(slug);
    if (entry && this.isValid(entry)) return entry.tenant;
    return await (this.lookUps.get(slug) ?? this.lookUp(slug));
  }

  /** Whether a rollout has not reached this tenant yet: this release cannot serve it. Such a tenant is not cached. */
  isBehind({ version }: FoundTenant): boolean {
    return version < this.options.oldestVersion;
  }

  /** Drops what is cached of this slug, and the answers of look-ups that are in progress. */
  forget(slug: string): void {
    this.present.delete(slug);
    this.absent.delete(slug);
    this.lookUps.delete(slug);
  }

  /** The tenants of these Clerk organizations that are provisioned, always read from the database. */
  listTenantsOf(organizationIds: readonly string[]): Promise<FoundTenant[]> {
    return listTenantsOf(this.options.web, organizationIds);
  }

  private isValid({ tenant, readAt }: Entry): boolean {
    return performance.now() - readAt < (tenant ? this.options.longest : this.options.maxAbsentAge);
  }

  /** The answer is cached unless the slug was forgotten meanwhile: it may have been read before the change. */
  private lookUp(slug: string): Promise<FoundTenant | undefined> {
    const readAt = performance.now();
    const isCurrent = () => this.lookUps.get(slug) === answer;
    const answer = findTenant(this.options.web, slug)
      .then((tenant) => {
        if (isCurrent() && !(tenant && this.isBehind(tenant)))
          this.remember(slug, { tenant: tenant && Object.freeze(tenant), readAt });
        return tenant;
      })
      .finally(() => {
        if (isCurrent()) this.lookUps.delete(slug);
      });
    this.lookUps.set(slug, answer);
    return answer;
  }

  private remember(slug: string, entry: Entry): void {
    const [into, from] = entry.tenant ? [this.present, this.absent] : [this.absent, this.present];
    from.delete(slug);
    into.set(slug, entry);
  }
}
