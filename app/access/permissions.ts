/** The one matrix of who may do what, used by the server and by views. */

export const roles = ["owner", "admin", "member", "viewer"] as const;
export type Role = (typeof roles)[number];

export function isRole(name: string): name is Role {
  return roles.some((role) => role === name);
}

const matrix = {
  "projects:read": ["owner", "admin", "member", "viewer"],
  "members:read": ["owner", "admin", "member", "viewer"],
  /** What everybody does for themselves: their own name, phone and onboarding. */
  "profile:write": ["owner", "admin", "member", "viewer"],
  "projects:write": ["owner", "admin", "member"],
  "projects:archive-others": ["owner", "admin"],
  "members:manage": ["owner", "admin"],
  "settings:manage": ["owner", "admin"],
  "audit:read": ["owner", "admin"],
  "workspace:own": ["owner"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof matrix;

/** All of them, in the order of the matrix. */
export const permissions = Object.keys(matrix) as Permission[];

export function can(role: Role, permission: Permission): boolean {
  return (matrix[permission] as readonly Role[]).includes(role);
}

/**
 * Whether somebody in this role may invite, change or remove somebody in the other one, and give that role: those above
 * do with those below as they like, and owners with everybody. That an owner stays is not decided here.
 */
export function mayManage(role: Role, other: Role): boolean {
  if (can(role, "workspace:own")) return true;
  return can(role, "members:manage") && roles.indexOf(other) > roles.indexOf(role);
}
