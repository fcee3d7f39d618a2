import type { Feature } from "#app/features/feature.ts";
import { features } from "#app/features/features.ts";
import { type Role, roles } from "./roles.ts";

export { isRole, type Role, roles } from "./roles.ts";

type Features = typeof features;

export type Permission = {
  [Name in keyof Features]: Features[Name] extends { permissions: infer Permissions }
    ? keyof Permissions
    : never;
}[keyof Features];

/** The one matrix of who may do what, used by the server and by views. Each feature brings its rows. */
const matrix = new Map<string, readonly Role[]>(
  Object.values<Feature>(features).flatMap(({ permissions = {} }) => Object.entries(permissions)),
);

/** The permissions that most roles have come first. */
export const permissions = [...matrix]
  .sort(([, some], [, others]) => others.length - some.length)
  .map(([permission]) => permission as Permission);

export function can(role: Role, permission: Permission): boolean {
  return matrix.get(permission)?.includes(role) ?? false;
}

/**
 * Whether a member with this role may invite, change or remove members with the other role, and assign it. Owners may
 * manage everyone, admins the roles below them. The last owner is protected elsewhere.
 */
export function mayManage(role: Role, other: Role): boolean {
  if (can(role, "workspace:own")) return true;
  return can(role, "members:manage") && roles.indexOf(other) > roles.indexOf(role);
}
