import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { failDelivery, finishDelivery, maxAttempts, storeDelivery } from "#db/jobs/inbox.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type Command, execute } from "./operator/command.ts";
import { list } from "./webhooks/list.ts";
import { replay, retry } from "./webhooks/retry.ts";
import { show } from "./webhooks/show.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  await db.owner`delete from public.inbox`;
  await db.owner`delete from jobs._private_jobs`;
  await store("msg_done", { type: "organization.created", data: { id: "org_1" } });
  await finishDelivery(db.owner, "msg_done", "done");
  await store("msg_dead", { type: "user.updated", data: { id: "user_1" } });
  for (let attempt = 0; attempt < maxAttempts; attempt++)
    await failDelivery(db.owner, "msg_dead", "Error: no luck");
  await store("msg_new", { type: "sms.created", data: {} });
});
afterAll(() => db.close());

test("deliveries are listed with their outcome, newest first", async () => {
  const { out, code } = await run(list, []);
  expect(code).toBe(0);
  expect(out).toMatch(
    /msg_new .* waiting +0 +sms\.created\n.*msg_dead .* dead +12 +user\.updated +Error: no luck\n/,
  );
  expect(out).toContain("3 deliveries");
  const dead = JSON.parse((await run(list, ["--dead", "--json"])).out);
  expect(dead).toMatchObject([{ svixId: "msg_dead", status: "dead", type: "user.updated" }]);
  expect((await run(list, ["--status", "ignored"])).out).toBe("No matching deliveries.");
});

test("control characters in a delivery do not reach the terminal", async () => {
  await storeDelivery(db.webPool, {
    svixId: "\u001b[2J",
    svixTimestamp: "1",
    svixSignature: "x",
    body: "\u001b]0;x",
  });
  const texts = [await run(list, []), await run(show, ["\u001b[2J"])].map(({ out }) => out);
  expect(texts.join()).toContain("·[2J");
  for (const text of texts) expect(text).not.toContain("\u001b");
});

test("a delivery is shown with its body; an unknown one is not found", async () => {
  const { out } = await run(show, ["msg_dead"]);
  expect(out).toContain("Error: no luck");
  expect(out).toContain('"id": "user_1"');
  expect(await run(show, ["msg_nobody"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("msg_nobody"),
  });
});

test("retried deliveries are queued again, and unknown ones are named", async () => {
  const { out, code } = await run(retry, ["msg_dead", "msg_nobody"]);
  expect([code, out]).toEqual([1, "Queued 1 delivery.\nNot found: msg_nobody"]);
  expect(JSON.parse((await run(list, ["--dead", "--json"])).out)).toEqual([]);
  expect(await listJobs()).toEqual(["msg_dead", "queue-deliveries"]);
  expect(await run(retry, ["msg_nobody"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("msg_nobody"),
  });
});

test("a replay queues only deliveries since a date or time", async () => {
  await db.owner`update public.inbox set received_at = '2026-01-02T12:00Z' where svix_id = 'msg_done'`;
  const since = async (time: string) =>
    JSON.parse((await run(replay, ["--since", time, "--json"])).out).count;
  expect(await since("2026-01-02")).toBe(3);
  expect(await since("2026-01-02T12:00:00+01:00")).toBe(3);
  expect(await since("2026-01-02T12:00:01")).toBe(2);
});

test("wrong usage exits with 2 and names the mistake", async () => {
  const wrong: [Command, string[], string][] = [
    [list, ["--status", "gone"], "must be one of waiting, done, ignored, forged, dead"],
    [show, [], "<svix-id> is missing"],
    [retry, [], "<svix-id…> is missing"],
    [replay, [], "--since is missing"],
    [replay, ["--since", "yesterday"], "must be a time such as"],
    [replay, ["--since", "2026-13-01"], "must be a time such as"],
    [replay, ["--since", "2026-11-01'; drop table x"], "must be a time such as"],
    [replay, ["--since", "2999-01-01"], "must be in the past"],
  ];
  for (const [command, args, said] of wrong) {
    const { code, err } = await run(command, args);
    expect([args, code]).toEqual([args, 2]);
    expect(err).toContain(said);
  }
  expect(await listJobs()).toHaveLength(1);
});

async function store(svixId: string, event: object): Promise<void> {
  const body = JSON.stringify(event);
  await storeDelivery(db.webPool, { svixId, svixTimestamp: "1790000000", svixSignature: "v1,x", body });
}

async function listJobs(): Promise<string[]> {
  const rows = await db.owner<{ key: string }[]>`select key from jobs.jobs order by key`;
  return rows.map(({ key }) => key);
}

function run(command: Command, args: string[]) {
  const source = { DATABASE_OWNER_URL: db.url("tenantry_owner"), TENANT_SEAL_SECRET: testSealSecret };
  return execute(command, args, source, { isTerminal: false, ask: async () => "" });
}
