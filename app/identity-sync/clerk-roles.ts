import type { MemberRole } from "#db/queries/members.ts";

/** Clerk's own roles are admin and member; owner and viewer are made in its dashboard. */
const roles: Record<string, MemberRole> = {
  "org:owner": "owner",
  "org:admin": "admin",
  "org:member": "member",
  "org:viewer": "viewer",
};

type Held = { role: string; isCreator: boolean };

/**
 * Without custom roles there is no owner at Clerk: then it is the organization's creator. Whoever has a role that nobody
 * knows here may only look.
 */
export function roleOf({ role, isCreator }: Held): MemberRole {
  const known = isKnownRole(role) ? (roles[role] as MemberRole) : "viewer";
  return known === "admin" && isCreator ? "owner" : known;
}

export function isKnownRole(role: string): boolean {
  return Object.hasOwn(roles, role);
}
