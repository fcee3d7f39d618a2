import { expect, test } from "bun:test";
import { queueOf } from "./queue-of.ts";

test("what is about one organization, or one person, is done in one queue; anything else stands alone", () => {
  const of = (type: string, data: object) => queueOf(JSON.stringify({ type, data }));
  expect(of("organization.updated", { id: "org_1" })).toBe("org_1");
  expect(of("organizationMembership.created", { id: "orgmem_1", organization: { id: "org_1" } })).toBe(
    "org_1",
  );
  expect(of("organizationInvitation.created", { id: "orginv_1", organization_id: "org_1" })).toBe("org_1");
  expect(of("user.updated", { id: "user_1" })).toBe("user_1");
  expect(of("session.created", { id: "sess_1" })).toBeUndefined();
  for (const event of [
    null,
    [],
    "x",
    {},
    { type: "user.created" },
    { type: 1, data: {} },
    { type: "user.x", data: { id: 7 } },
  ])
    expect(queueOf(JSON.stringify(event))).toBeUndefined();
  for (const id of ["", "a b", "'; drop", "u".repeat(129)])
    expect(of("user.updated", { id })).toBeUndefined();
});
