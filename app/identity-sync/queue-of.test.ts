import { expect, test } from "bun:test";
import { queueOf } from "./queue-of.ts";

test("what is about one organization, or one person, is in one queue; anything else waits for nobody", () => {
  const of = (type: unknown, data: unknown) => queueOf(JSON.stringify({ type, data }));
  expect(of("organization.updated", { id: "org_1" })).toBe("org_1");
  expect(of("organizationMembership.created", { id: "orgmem_1", organization: { id: "org_1" } })).toBe(
    "org_1",
  );
  expect(of("organizationInvitation.created", { id: "orginv_1", organization_id: "org_1" })).toBe("org_1");
  expect(of("user.updated", { id: "user_1" })).toBe("user_1");
  expect(of("session.created", { id: "sess_1" })).toBeUndefined();
});

test("a body of any other form has no queue, and breaks nothing", () => {
  const data = { id: "x".repeat(129) };
  const odd = [
    null,
    [],
    "x",
    7,
    {},
    { type: "user.created" },
    { type: 1, data: {} },
    { type: "user.x", data },
  ];
  for (const event of [
    ...odd,
    { type: "constructor.x", data: { id: "a" } },
    { type: "user", data: { id: 1 } },
  ]) {
    expect(queueOf(JSON.stringify(event))).toBeUndefined();
  }
});
