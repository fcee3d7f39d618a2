import { ClerkError } from "./http/errors.ts";
import type { RoleKey } from "./model.ts";

export type PermissionKey = keyof typeof PERMISSION_NAMES;

type Role = { key: RoleKey; name: string; description: string; rank: number; permissions: PermissionKey[] };

const PERMISSION_NAMES = {
  "org:sys_profile:manage": "Manage organization",
  "org:sys_profile:delete": "Delete organization",
  "org:sys_memberships:read": "Read members",
  "org:sys_memberships:manage": "Manage members",
  "org:sys_domains:read": "Read domains",
  "org:sys_domains:manage": "Manage domains",
} as const;

export const OWNER: RoleKey = "org:owner";

/** Highest first. Only owners rename or delete a workspace; admins manage members too. */
export const ROLES: readonly Role[] = [
  {
    key: OWNER,
    name: "Owner",
    description: "Has full access, and can rename or delete the workspace.",
    rank: 4,
    permissions: [
      "org:sys_profile:manage",
      "org:sys_profile:delete",
      "org:sys_memberships:read",
      "org:sys_memberships:manage",
    ],
  },
  {
    key: "org:admin",
    name: "Admin",
    description: "Manages members and settings.",
    rank: 3,
    permissions: ["org:sys_memberships:read", "org:sys_memberships:manage"],
  },
  {
    key: "org:member",
    name: "Member",
    description: "Works on projects.",
    rank: 2,
    permissions: ["org:sys_memberships:read"],
  },
  {
    key: "org:viewer",
    name: "Viewer",
    description: "Reads.",
    rank: 1,
    permissions: ["org:sys_memberships:read"],
  },
];

export function roleOf(key: RoleKey): Role {
  const role = ROLES.find((candidate) => candidate.key === key);
  if (!role) throw new Error(`No role ${key}`);
  return role;
}

/** Throws Clerk's 404 for an unknown role. */
export function parseRole(key: string): RoleKey {
  const role = ROLES.find((candidate) => candidate.key === key);
  if (!role) throw new ClerkError(404, "resource_not_found", `Organization role not found: ${key}`);
  return role.key;
}

export function isAtLeast(role: RoleKey, other: RoleKey): boolean {
  return roleOf(role).rank >= roleOf(other).rank;
}

export function roleJson(role: Role) {
  const times = { created_at: 0, updated_at: 0 };
  return {
    object: "role" as const,
    id: `role_${role.key.slice(4)}`,
    key: role.key,
    name: role.name,
    description: role.description,
    is_creator_eligible: role.permissions.includes("org:sys_profile:delete"),
    permissions: role.permissions.map((key) => ({
      object: "permission" as const,
      id: `perm_${key.slice(4).replace(":", "_")}`,
      key,
      name: PERMISSION_NAMES[key],
      description: PERMISSION_NAMES[key],
      type: "system" as const,
      ...times,
    })),
    ...times,
  };
}
