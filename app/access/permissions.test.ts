import { expect, test } from "bun:test";
import { can, mayManage, type Permission, roles } from "./permissions.ts";

const expected: Record<Permission, string> = {
  "projects:read": "owner admin member viewer",
  "members:read": "owner admin member viewer",
  "profile:write": "owner admin member viewer",
  "projects:write": "owner admin member",
  "projects:archive-others": "owner admin",
  "labels:manage": "owner admin member",
  "members:manage": "owner admin",
  "settings:manage": "owner admin",
  "audit:read": "owner admin",
  "workspace:own": "owner",
};

test("every permission belongs to the roles of the design's matrix, and to no other", () => {
  for (const [permission, allowed] of Object.entries(expected)) {
    const actual = roles.filter((role) => can(role, permission as Permission));
    expect([permission, actual.join(" ")]).toEqual([permission, allowed]);
  }
});

test("owners manage everyone, admins the roles below theirs, and others no one", () => {
  const managed = Object.fromEntries(
    roles.map((role) => [role, roles.filter((other) => mayManage(role, other)).join(" ")]),
  );
  expect(managed).toEqual({
    owner: "owner admin member viewer",
    admin: "member viewer",
    member: "",
    viewer: "",
  });
});
