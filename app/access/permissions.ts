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

/** All of them; those that most roles have come first. */
export const permissions = [...matrix]
  .sort(([, some], [, others]) => others.length - some.length)
  .map(([permission]) => permission as Permission);

export function can(role: Role, permission: Permission): boolean {
  return matrix.get(permission)?.includes(role) ?? false;
}

/**
 * Whether somebody in this role may invite, change or remove somebody in the other one, and give that role: those above
 * do with those below as they like, and owners with everybody. That an owner stays is not decided here.
 */
export function mayManage(role: Role, other: Role): boolean {
  if (can(role, "workspace:own")) return true;
  return can(role, "members:manage") && roles.indexOf(other) > roles.indexOf(role);
}
