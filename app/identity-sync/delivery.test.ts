import { expect, test } from "bun:test";
import { Webhook } from "svix";
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

test("web process and worker accept the same headers, so that neither ignores what the other stored", () => {
  const delivery = signed({ type: "user.created", data: { id: "user_1" } });
  const { svixTimestamp: at, svixSignature: signature } = delivery;
  for (const check of [verifyDelivery, isAuthentic]) {
    for (const svixTimestamp of [`${at}abc`, `0${at}`, `+${at}`, `${at}.0`, `${at} `, "1e9", "0x1", ""])
      expect(check({ ...delivery, svixTimestamp }, secrets)).toBeFalsy();
    for (const svixSignature of [
      `${signature},x`,
      signature.slice(3),
      `v2${signature.slice(2)}`,
      `${signature}=`,
    ])
      expect(check({ ...delivery, svixSignature }, secrets)).toBeFalsy();
    expect(check({ ...delivery, svixSignature: `v2,x ${signature} v1,y` }, secrets)).toBeTruthy();
  }
});

test("signatures agree with those of Svix's own library", () => {
  const delivery = signed({ type: "user.created", data: { name: "日本 \u{1f600} é" } });
  const headers = {
    "svix-id": delivery.svixId,
    "svix-timestamp": delivery.svixTimestamp,
    "svix-signature": delivery.svixSignature,
  };
  expect(() => new Webhook(LOCAL_WEBHOOK_SECRET).verify(delivery.body, headers)).not.toThrow();
  expect(isAuthentic(delivery, secrets)).toBe(true);
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
