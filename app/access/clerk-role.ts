import type { MemberRole } from "#db/queries/members.ts";

/** Clerk's built-in roles are admin and member; owner and viewer are created in its dashboard. Unknown roles count as viewer. */
const roles: Record<string, MemberRole> = {
  "org:owner": "owner",
  "org:admin": "admin",
  "org:member": "member",
  "org:viewer": "viewer",
};

/** `isOwnerAsAdmin`: the member created the organization, and Clerk has no owner role (`creatorIsOwner`). */
export function roleAtClerk(role: string, isOwnerAsAdmin: boolean): MemberRole {
  const known = isKnownRole(role) ? (roles[role] as MemberRole) : "viewer";
  return known === "admin" && isOwnerAsAdmin ? "owner" : known;
}

/**
 * Whether an admin who created the organization counts as its owner. If creators start as admins (Clerk's default), no one
 * else could. If they start with another role, a creator who is now an admin was demoted.
 * @param creatorRole CLERK_CREATOR_ROLE, the value in Clerk's dashboard.
 */
export function creatorIsOwner(creatorRole: string): boolean {
  return creatorRole === "org:admin";
}

/** Clerk's name of a role. Clerk may not have the role, and refuses it then. */
export function clerkRoleOf(role: MemberRole): string {
  return `org:${role}`;
}

export function isKnownRole(role: string): boolean {
  return Object.hasOwn(roles, role);
}
