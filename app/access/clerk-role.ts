import type { MemberRole } from "#db/queries/members.ts";

/** Clerk's own roles are admin and member; owner and viewer are made in its dashboard. Unknown ones may only look. */
const roles: Record<string, MemberRole> = {
  "org:owner": "owner",
  "org:admin": "admin",
  "org:member": "member",
  "org:viewer": "viewer",
};

/** `isOwnerAsAdmin`: they made the organization, and Clerk has no role for owners (`creatorIsOwner`). */
export function roleAtClerk(role: string, isOwnerAsAdmin: boolean): MemberRole {
  const known = isKnownRole(role) ? (roles[role] as MemberRole) : "viewer";
  return known === "admin" && isOwnerAsAdmin ? "owner" : known;
}

/**
 * Whether an admin who made the organization is its owner. Where creators begin as admins (Clerk's own setting) nobody else
 * could be. Where they begin as something else, one who is admin by now was made that, and is no more.
 * @param creatorRole CLERK_CREATOR_ROLE, as it is set in Clerk's dashboard.
 */
export function creatorIsOwner(creatorRole: string): boolean {
  return creatorRole === "org:admin";
}

/** What Clerk calls a role that is to be given. Whether it has one of that name, its answer tells. */
export function clerkRoleOf(role: MemberRole): string {
  return `org:${role}`;
}

export function isKnownRole(role: string): boolean {
  return Object.hasOwn(roles, role);
}
