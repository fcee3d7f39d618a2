import type { MemberRole } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";

// A membership has an id in Clerk, which is never used again, and the time of its last change by Clerk's clock. These two
// order everything here: a deleted id has a tombstone and stays deleted, and of two reports the later change wins. Every
// writer locks the tenant's row, so that only one decides about a tenant at a time.

/** A member as Clerk confirmed them at `confirmedAt`, by the database's clock. */
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

/** A person's row in the mirror, active or not. */
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
