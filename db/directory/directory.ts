import type { Pool } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { findTenant, listTenantsOf } from "./look-up.ts";
import { RecentMap } from "./recent-map.ts";
import { TenantEvents } from "./tenant-events.ts";

export type DirectoryOptions = {
  /** A pool of tenantry_web, the one role that may look. */
  web: Pool;
  /** A direct connection of tenantry_web, for LISTEN: PgBouncer cannot pass it on. */
  listenUrl: string;
  /** Told when nothing was heard for too long, and when something is heard again. */
  onSilence?: (isSilent: boolean) => void;
  /** How long nothing may be heard before that is told, in milliseconds. 5,000 unless told. */
  longestSilence?: number;
  /** Tenants kept at most. 10,000 unless told. */
  most?: number;
  /** Slugs that nobody has, kept at most, apart from the tenants: made-up ones push out none. 1,000 unless told. */
  mostAbsent?: number;
  /** How long a tenant is believed, in milliseconds, if nothing is heard of it. 60,000 unless told. */
  longest?: number;
  /** How long a slug that nobody has is believed to be one, in milliseconds. 5,000 unless told. */
  longestAbsent?: number;
};

/** `readAt` is when the look-up began: what the database said is at least as new. */
type Entry = { tenant: Tenant | undefined; readAt: number };

/** What neither a look-up nor the news confirmed within this time is not believed. In milliseconds. */
const longestUnheard = 1000;

/**
 * Slug → tenant, in memory. A change of a tenant is heard of within moments; while nothing can be heard, nothing older
 * than a second is served. Made once a web process, and closed before its pool.
 */
export class Directory {
  private readonly options: Required<Omit<DirectoryOptions, "onSilence" | "longestSilence">>;
  private readonly present: RecentMap<Entry>;
  private readonly absent: RecentMap<Entry>;
  private readonly lookUps = new Map<string, Promise<Tenant | undefined>>();
  private readonly news: TenantEvents;

  constructor({ onSilence, longestSilence, ...options }: DirectoryOptions) {
    this.options = { most: 10_000, mostAbsent: 1000, longest: 60_000, longestAbsent: 5000, ...options };
    this.present = new RecentMap(this.options.most);
    this.absent = new RecentMap(this.options.mostAbsent);
    this.news = new TenantEvents({
      ...options,
      onNews: (slug) => this.forget(slug),
      onGap: () => this.forgetAll(),
      onSilence,
      longestSilence,
    });
  }

  /**
   * The tenant with this slug, or undefined. One that is still being provisioned is not there yet.
   * Callers that ask for one slug at once share a query.
   * @throws what the pool and the database throw; a failure is not remembered.
   */
  async find(slug: string): Promise<Tenant | undefined> {
    const entry = this.present.get(slug) ?? this.absent.get(slug);
    if (entry && this.isBelieved(entry)) return entry.tenant;
    return await (this.lookUps.get(slug) ?? this.lookUp(slug));
  }

  /** The tenants of these Clerk organizations that are ready, always asked of the database. */
  listTenantsOf(organizationIds: readonly string[]): Promise<Tenant[]> {
    return listTenantsOf(this.options.web, organizationIds);
  }

  /** Whether changes are heard of; while they are not, it only serves more slowly. */
  get isHearing(): boolean {
    return performance.now() - this.news.heardUntil < longestUnheard;
  }

  /** Stops listening, at once. */
  close(): void {
    this.news.close();
  }

  private isBelieved({ tenant, readAt }: Entry): boolean {
    const now = performance.now();
    const longest = tenant ? this.options.longest : this.options.longestAbsent;
    return now - readAt < longest && now - Math.max(readAt, this.news.heardUntil) < longestUnheard;
  }

  /** Its answer is kept if the slug was not forgotten meanwhile: it may have been read before the change. */
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
