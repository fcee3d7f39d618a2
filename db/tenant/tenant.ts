export type TenantStatus = "provisioning" | "active" | "suspended" | "deleting";

/** A tenant in the directory. `schema` never changes; `slug` and `name` follow Clerk. */
export type Tenant = {
  id: string;
  clerkOrgId: string;
  name: string;
  slug: string;
  schema: string;
  status: TenantStatus;
};

/**
 * A tenant as a look-up returned it. The entry compares the revision, which changes with all values but the version of the
 * tenant's schema.
 */
export type FoundTenant = Tenant & { revision: string; version: number };
