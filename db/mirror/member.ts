import type { MemberRole } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";

// A membership has an id at Clerk, which is never used again, and the time of its last change by Clerk's clock. By these
// two everything is ordered here: whatever is gone lies in public.tombstones and stays gone, and of two reports the one
// with the later change counts. Whoever writes holds the tenant's row, so that no two decide about one tenant at once.

/** A member as Clerk confirmed them at `confirmedAt`, by our clock. */
export type ConfirmedMember = {
  id: string;
  membershipId: string;
  email: string;
  firstName: string;
  lastName: string;
  avatarUrl: string | null;
  role: MemberRole;
  joinedAt: Date;
  /** When the membership last changed, by Clerk's clock. */
  changedAt: Date;
  confirmedAt: Date;
};

export type Mirrored = Pick<Tenant, "id" | "schema" | "clerkOrgId">;

// The rows of a mirror, for `mirror.ts` alone: within a transaction that entered the tenant and holds its row.

/** What the mirror has of somebody, active or not. */
export type KnownMember = {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  avatarUrl: string | null;
  role: MemberRole;
  isActive: boolean;
  confirmedAt: Date;
  membershipId: string | null;
  changedAt: Date | null;
};
