import { expect, test } from "bun:test";
import { ClerkSource } from "#app/clerk/directory.ts";
import { LOCAL_SECRET_KEY } from "../local/clerk/keys.ts";
import { startTestClerk } from "../local/clerk/testing.ts";
import { ClerkPause } from "./clerk-pause.ts";

test("told to wait by Clerk, every job waits as long as it says, and then goes on", async () => {
  const clerk = await startTestClerk();
  const source = new ClerkSource({ secretKey: LOCAL_SECRET_KEY, apiUrl: clerk.url });
  const pause = new ClerkPause();
  clerk.controls.set({ backend: { rateLimited: true } });
  const begun = Date.now();
  const first = pause.run(() => source.findOrganization("org_1"));
  await Bun.sleep(200);
  clerk.controls.reset();
  const second = pause.run(() => source.findOrganization("org_2"));
  expect(await Promise.all([first, second])).toEqual([undefined, undefined]);
  expect(Date.now() - begun).toBeGreaterThan(990);
});

test("any other error is no reason to wait, and waiting has an end", async () => {
  const pause = new ClerkPause();
  const broken = Object.assign(new Error("broken"), { status: 503, retryAfter: 60 });
  await expect(pause.run(() => Promise.reject(broken))).rejects.toThrow("broken");
  let rounds = 0;
  const busy = Object.assign(new Error("busy"), { status: 429, retryAfter: 0.01 });
  const never = pause.run(() => {
    rounds += 1;
    return Promise.reject(busy);
  });
  await expect(never).rejects.toThrow("busy");
  expect(rounds).toBe(6);
}, 20_000);
