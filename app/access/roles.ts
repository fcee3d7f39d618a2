export const roles = ["owner", "admin", "member", "viewer"] as const;
export type Role = (typeof roles)[number];

export function isRole(name: string): name is Role {
  return roles.some((role) => role === name);
}
