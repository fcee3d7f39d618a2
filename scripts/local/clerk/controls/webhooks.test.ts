import { expect, test } from "bun:test";
import { eventually, startReceiver, startTestClerk } from "#scripts/local/clerk/testing.ts";

/** A local Clerk and an endpoint that accepts every delivery; `join` creates a user. */
async function started() {
  const { received, webhook } = startReceiver(() => new Response("ok"));
  const clerk = await startTestClerk({ webhook, retrySchedule: [5, 5, 5] });
  const join = async (...names: string[]) => {
    for (const name of names) await clerk.newUser(name);
  };
  const arrived = () => received.map(({ body }) => JSON.parse(body).data.email_addresses[0].email_address);
  const ids = () => received.map(({ headers }) => headers.get("svix-id"));
  return { ...clerk, join, arrived, ids, received };
}

test("a delayed webhook arrives after the delay, not before", async () => {
  const { controls, join, received } = await started();
  controls.set({ webhooks: { delayMs: 150 } });
  const at = Date.now();
  await join("ada");
  await eventually(() => received.length === 1);
  expect(Date.now() - at).toBeGreaterThanOrEqual(150);
});

test("a duplicated webhook arrives as often as configured, under one id", async () => {
  const { controls, join, ids } = await started();
  controls.set({ webhooks: { duplicate: 3 } });
  await join("ada");
  await eventually(() => ids().length === 3);
  expect(new Set(ids()).size).toBe(1);
  await eventually(() => controls.deliveries()[0]?.status === "delivered");
  await Bun.sleep(30);
  expect(ids()).toHaveLength(3);
});

test("reordered webhooks all arrive, not in their original order", async () => {
  for (let round = 0; round < 3; round++) {
    const { controls, join, arrived } = await started();
    controls.set({ webhooks: { reorderMs: 300 } });
    await join("a", "b", "c");
    await eventually(() => arrived().length === 3);
    expect(arrived().toSorted()).toEqual(["a@example.com", "b@example.com", "c@example.com"]);
    expect(arrived()).not.toEqual(arrived().toSorted());
  }
});

test("a dropped webhook is stored, and arrives only when replayed", async () => {
  const { controls, join, arrived } = await started();
  controls.set({ webhooks: { drop: ["user.created"] } });
  await join("ada");
  controls.set({ webhooks: { drop: ["organization.created"] } });
  await join("bob");
  await eventually(() => arrived().length === 1);
  const dropped = controls.deliveries()[1];
  expect([dropped?.status, dropped?.attempts]).toEqual(["dropped", []]);
  controls.reset();
  await Bun.sleep(30);
  expect(arrived()).toEqual(["bob@example.com"]);
  controls.replay(dropped?.id ?? "");
  await eventually(() => arrived().length === 2);
  expect(arrived()[1]).toBe("ada@example.com");
});

test("everything can be dropped", async () => {
  const { controls, join, received } = await started();
  controls.set({ webhooks: { drop: true } });
  await join("ada", "bob");
  expect(controls.deliveries().map(({ status }) => status)).toEqual(["dropped", "dropped"]);
  expect(received).toEqual([]);
});

test("set to fail, a delivery is retried on schedule, and fails when the schedule ends", async () => {
  const { controls, join, received } = await started();
  controls.set({ webhooks: { fail: 2 } });
  await join("ada");
  await eventually(() => controls.deliveries()[0]?.status === "delivered");
  expect(controls.deliveries()[0]?.attempts.map(({ status }) => status)).toEqual([503, 503, 200]);
  expect(received).toHaveLength(1);
  controls.set({ webhooks: { fail: 100 } });
  await join("bob");
  await eventually(() => controls.deliveries()[0]?.status === "failed");
  expect([controls.deliveries()[0]?.attempts.length, received.length]).toEqual([4, 1]);
});

test("held webhooks arrive in order after the release", async () => {
  const { controls, join, arrived } = await started();
  controls.set({ webhooks: { hold: true } });
  await join("a", "b");
  await Bun.sleep(50);
  expect(arrived()).toEqual([]);
  controls.set({ webhooks: { hold: false } });
  await eventually(() => arrived().length === 2);
  expect(arrived()).toEqual(["a@example.com", "b@example.com"]);
});
