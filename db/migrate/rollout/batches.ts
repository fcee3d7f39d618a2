import { DomainError } from "#db/errors.ts";

/** The tenants that go first: how many, or their slugs. */
export type Canary = number | readonly string[];
export type Batch<T> = { tenants: T[]; isCanary: boolean };

/** The canary first, then batches that grow tenfold, from 10, so that a bad migration reaches few tenants. */
export function inBatches<T extends { slug: string }>(
  tenants: readonly T[],
  canary: Canary | undefined,
): Batch<T>[] {
  if (canary === undefined) return [{ tenants: [...tenants], isCanary: false }];
  const first = typeof canary === "number" ? tenants.slice(0, canary) : pick(tenants, canary);
  const rest = tenants.filter((tenant) => !first.includes(tenant));
  const batches: Batch<T>[] = [{ tenants: first, isCanary: true }];
  for (let from = 0, size = 10; from < rest.length; from += size, size *= 10) {
    batches.push({ tenants: rest.slice(from, from + size), isCanary: false });
  }
  return batches;
}

function pick<T extends { slug: string }>(tenants: readonly T[], slugs: readonly string[]): T[] {
  return slugs.map((slug) => {
    const tenant = tenants.find((one) => one.slug === slug);
    if (!tenant)
      throw new DomainError("no-tenant", `The canary ${slug} is not among the tenants to migrate.`);
    return tenant;
  });
}
