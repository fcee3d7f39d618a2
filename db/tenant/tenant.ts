export type TenantStatus = "provisioning" | "active" | "suspended" | "deleting";

/** A tenant as the directory knows it. `schema` is fixed at birth; `slug` and `name` follow Clerk. */
export type Tenant = {
  id: string;
  clerkOrgId: string;
  name: string;
  slug: string;
  schema: string;
  status: TenantStatus;
};
