import type { MemberRole } from "#db/queries/members.ts";

/** Clerk's own roles are admin and member; owner and viewer are made in its dashboard. Unknown ones may only look. */
const roles: Record<string, MemberRole> = {
  "org:owner": "owner",
  "org:admin": "admin",
  "org:member": "member",
  "org:viewer": "viewer",
};

/** Without custom roles there is no owner at Clerk: then it is the organization's creator. */
export function roleAtClerk(role: string, isCreator: boolean): MemberRole {
  const known = isKnownRole(role) ? (roles[role] as MemberRole) : "viewer";
  return known === "admin" && isCreator ? "owner" : known;
}

/** What Clerk calls a role that is to be given. Whether it has one of that name, its answer tells. */
export function clerkRoleOf(role: MemberRole): string {
  return `org:${role}`;
}

export function isKnownRole(role: string): boolean {
  return Object.hasOwn(roles, role);
}
