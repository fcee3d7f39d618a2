import { expect, test } from "bun:test";
import { signed } from "#app/testing/deliveries.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { type Fields, isAuthentic, queueOf, verifyDelivery } from "./delivery.ts";

const secrets = [LOCAL_WEBHOOK_SECRET];

test("a signature is valid for its body, id, time and secret only", () => {
  const event = { type: "user.created", data: { id: "user_1" } };
  const delivery = signed(event);
  const other = `whsec_${btoa("another secret of some length")}`;
  expect(verifyDelivery(delivery, [other, ...secrets])).toEqual(event);
  const forged = [
    { ...delivery, body: `${delivery.body} ` },
    { ...delivery, svixId: "msg_other" },
    { ...delivery, svixSignature: "v1," },
    { ...delivery, svixTimestamp: "soon" },
  ];
  for (const check of [verifyDelivery, isAuthentic]) {
    expect(check(delivery, secrets)).toBeTruthy();
    expect(check(delivery, [other])).toBeFalsy();
    for (const each of forged) expect(check(each, secrets)).toBeFalsy();
  }
});

test("a delivery is accepted within five minutes, and a stored one at any time", () => {
  const old = signed({ type: "user.created" }, new Date(Date.now() - 6 * 60_000));
  expect(verifyDelivery(old, secrets)).toBeUndefined();
  expect(isAuthentic(old, secrets)).toBe(true);
});

test("a signed body that is not a JSON object is refused", () => {
  for (const event of ["x", 7, null, undefined])
    expect(verifyDelivery(signed(event), secrets)).toBeUndefined();
});

test("events of one organization share a queue, and so do events of one person; other events have none", () => {
  const of = (type: string, data: Fields) => queueOf({ type, data });
  expect(of("organization.updated", { id: "org_1" })).toBe("org_1");
  expect(of("organizationMembership.created", { id: "orgmem_1", organization: { id: "org_1" } })).toBe(
    "org_1",
  );
  expect(of("organizationInvitation.created", { id: "orginv_1", organization_id: "org_1" })).toBe("org_1");
  expect(of("user.updated", { id: "user_1" })).toBe("user_1");
  expect(of("session.created", { id: "sess_1" })).toBeUndefined();
});

test("an event of any other shape has no queue", () => {
  const odd: Fields[] = [
    {},
    { type: "user.created" },
    { type: 1, data: {} },
    { type: "user.x", data: { id: "x".repeat(129) } },
    { type: "constructor.x", data: { id: "a" } },
    { type: "user", data: { id: 1 } },
  ];
  for (const event of odd) expect(queueOf(event)).toBeUndefined();
});
