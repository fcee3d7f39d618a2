import { expect, test } from "bun:test";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PASSWORD, startTestClerk } from "./testing.ts";

const newPath = () => join(tmpdir(), `local-clerk-${crypto.randomUUID()}`, "state.json");

test("a restart keeps users signed in and tokens valid", async () => {
  const statePath = newPath();
  const first = await startTestClerk({ statePath });
  const { browser, session } = await first.signedIn("ada");
  const jwks = await first.api.jwks.getJwks();
  await first.stop();
  const second = await startTestClerk({ statePath, port: first.port });
  expect(await second.api.jwks.getJwks()).toEqual(jwks);
  const { status } = await browser.post(`/v1/client/sessions/${session}/tokens`);
  expect(status).toBe(200);
});

test("a change reaches the disk quickly, readable by its owner only", async () => {
  const statePath = newPath();
  const clerk = await startTestClerk({ statePath });
  await clerk.newUser("ada");
  await Bun.sleep(100);
  const saved = await Bun.file(statePath).text();
  expect(saved).toContain("ada@example.com");
  expect(saved).not.toContain(PASSWORD);
  expect(statSync(statePath).mode & 0o077).toBe(0);
});

for (const [what, content] of [
  ["half a file", '{"version":1,"users":{'],
  ["another version", '{"version":99}'],
  ["an empty file", ""],
] as const) {
  test(`${what} is moved aside and logged, and the start continues`, async () => {
    const statePath = join(tmpdir(), `local-clerk-${crypto.randomUUID()}.json`);
    writeFileSync(statePath, content);
    const clerk = await startTestClerk({ statePath });
    expect(clerk.logged.join()).toContain(statePath);
    expect(existsSync(`${statePath}.corrupt`)).toBe(true);
    expect((await clerk.api.users.getUserList()).totalCount).toBe(0);
  });
}
