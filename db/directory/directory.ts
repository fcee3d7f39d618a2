import type { Pool } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { findTenant, listTenantsOf } from "./look-up.ts";
import { RecentMap } from "./recent-map.ts";
import { TenantEvents } from "./tenant-events.ts";

export type DirectoryOptions = {
  /** A pool of tenantry_web, the only role that may look tenants up. */
  web: Pool;
  /** A direct connection of tenantry_web, for LISTEN: PgBouncer does not support it. */
  listenUrl: string;
  /** Called when notifications stop arriving for `maxSilence`, and when they arrive again. */
  onSilence?: (isSilent: boolean) => void;
  /** In milliseconds; 5,000 by default. */
  maxSilence?: number;
  /** The size of the cache of tenants; 10,000 by default. */
  most?: number;
  /** The size of the separate cache of unknown slugs, so that made-up ones evict no tenant; 1,000 by default. */
  maxAbsent?: number;
  /** How long a cached tenant is valid, in milliseconds; 60,000 by default. */
  longest?: number;
  /** How long a cached unknown slug is valid, in milliseconds; 5,000 by default. */
  maxAbsentAge?: number;
};

/** `readAt` is when the look-up began: the answer is at least as new. */
type Entry = { tenant: Tenant | undefined; readAt: number };

/** An entry that neither a look-up nor an event confirmed for this long is not served. In milliseconds. */
const maxUnconfirmed = 1000;

/**
 * A cache from slug to tenant. Events invalidate a changed tenant within milliseconds; while none can arrive, no entry
 * older than a second is served. Create one per web process, and close it before its pool.
 */
export class Directory {
  private readonly options: Required<Omit<DirectoryOptions, "onSilence" | "maxSilence">>;
  private readonly present: RecentMap<Entry>;
  private readonly absent: RecentMap<Entry>;
  private readonly lookUps = new Map<string, Promise<Tenant | undefined>>();
  private readonly events: TenantEvents;

  constructor({ onSilence, maxSilence, ...options }: DirectoryOptions) {
    this.options = { most: 10_000, maxAbsent: 1000, longest: 60_000, maxAbsentAge: 5000, ...options };
    this.present = new RecentMap(this.options.most);
    this.absent = new RecentMap(this.options.maxAbsent);
    this.events = new TenantEvents({
      ...options,
      onEvent: (slug) => this.forget(slug),
      onGap: () => this.forgetAll(),
      onSilence,
      maxSilence,
    });
  }

  /**
   * The tenant with this slug; undefined also while it is being provisioned. Concurrent callers share a query.
   * @throws what the pool and the database throw; a failure is not cached.
   */
  async find(slug: string): Promise<Tenant | undefined> {
    const entry = this.present.get(slug) ?? this.absent.get(slug);
    if (entry && this.isValid(entry)) return entry.tenant;
    return await (this.lookUps.get(slug) ?? this.lookUp(slug));
  }

  /** The tenants of these Clerk organizations that are provisioned, always read from the database. */
  listTenantsOf(organizationIds: readonly string[]): Promise<Tenant[]> {
    return listTenantsOf(this.options.web, organizationIds);
  }

  /** Whether events arrive. Without them the directory is slower, but not wrong. */
  get isListening(): boolean {
    return performance.now() - this.events.confirmedUntil < maxUnconfirmed;
  }

  /** Stops listening. */
  close(): void {
    this.events.close();
  }

  private isValid({ tenant, readAt }: Entry): boolean {
    const now = performance.now();
    const longest = tenant ? this.options.longest : this.options.maxAbsentAge;
    return now - readAt < longest && now - Math.max(readAt, this.events.confirmedUntil) < maxUnconfirmed;
  }

  /** The answer is cached unless the slug was invalidated meanwhile: it may have been read before the change. */
  private lookUp(slug: string): Promise<Tenant | undefined> {
    const readAt = performance.now();
    const isCurrent = () => this.lookUps.get(slug) === answer;
    const answer = findTenant(this.options.web, slug)
      .then((tenant) => {
        if (isCurrent()) this.remember(slug, { tenant: tenant && Object.freeze(tenant), readAt });
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

  private forget(slug: string): void {
    this.present.delete(slug);
    this.absent.delete(slug);
    this.lookUps.delete(slug);
  }

  private forgetAll(): void {
    for (const all of [this.present, this.absent, this.lookUps]) all.clear();
  }
}
