import { afterAll, beforeAll, expect, test } from "bun:test";
import { Stage } from "#app/testing/stage.ts";
import { leaveNotice } from "#db/directory/notices.ts";
import { provisionTenant } from "#db/directory/provision.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { LOCAL_SECRET_KEY } from "#scripts/local/clerk/keys.ts";
import { type Command, execute } from "../operator/command.ts";
import { purge } from "./delete.ts";
import { notices } from "./notices.ts";

// Notices about Clerk, and what a purge does in Clerk.
let db: TestDatabase;
let stage: Stage;
beforeAll(async () => {
  db = await createTestDatabase();
  stage = await Stage.open();
});
afterAll(async () => {
  await stage.close();
  await db.close();
});

test("a notice is listed once, with its tenant's slug, until it is seen", async () => {
  const notice = {
    ...{
      kind: "no-owner" as const,
      tenantId: db.acme.id,
      clerkOrgId: "org_acme",
      message: "Nobody owns it.",
    },
  };
  for (let times = 0; times < 2; times++) await leaveNotice(db.owner, notice);
  const first = await run(notices, "--seen");
  expect(first.out).toMatch(/^\d{4}-\d\d-\d\d {2}no-owner {2}acme {2}Nobody owns it\.$/);
  expect((await run(notices)).out).toBe("No new notices.");
  expect(JSON.parse((await run(notices, "--all", "--json")).out)).toMatchObject([
    { kind: "no-owner", slug: "acme" },
  ]);
  await leaveNotice(db.owner, notice);
  expect(JSON.parse((await run(notices, "--json")).out)).toHaveLength(1);
});

test("a purge deletes the organization in Clerk; without a key, or if Clerk fails, it says that it remains", async () => {
  expect((await purgeOne({ CLERK_SECRET_KEY: "" })).out).toContain("CLERK_SECRET_KEY is not set");
  expect((await purgeOne({ CLERK_API_URL: "http://127.0.0.1:1" })).out).toContain(
    "did not delete its organization",
  );
  const { id, out } = await purgeOne({});
  expect(out).toContain("Its organization in Clerk is deleted, too.");
  expect(await stage.truth.findOrganization(id)).toBeUndefined();
  const due = [await makeDue(), await makeDue()];
  expect(JSON.parse((await run(purge, "--due", "--yes", "--json")).out)).toMatchObject({ failed: [] });
  for (const { id } of due) expect(await stage.truth.findOrganization(id)).toBeUndefined();
});

async function purgeOne(changes: Record<string, string>) {
  const { id, slug } = await makeDue();
  const source = { ...environment(), ...changes };
  const { code, out } = await execute(purge, [slug, "--yes"], source, nobody);
  expect(code).toBe(0);
  return { id, out };
}

async function makeDue(): Promise<{ id: string; slug: string }> {
  const slug = `due-${Bun.randomUUIDv7().slice(-6)}`;
  const { id } = await stage.api.organizations.createOrganization({
    name: slug,
    slug,
    createdBy: await stage.newPerson(),
  });
  await provisionTenant(db.owner, testSealSecret, { clerkOrgId: id, name: slug, slug });
  await db.owner`update public.tenants set status = 'deleting', deleting_since = now() - interval '31 days' where slug = ${slug}`;
  return { id, slug };
}

const nobody = { isTerminal: false, ask: async () => "" };

function run(command: Command, ...args: string[]) {
  return execute(command, args, environment(), nobody);
}

function environment(): Record<string, string> {
  return {
    DATABASE_OWNER_URL: db.url("tenantry_owner"),
    TENANT_SEAL_SECRET: testSealSecret,
    CLERK_SECRET_KEY: LOCAL_SECRET_KEY,
    CLERK_API_URL: stage.url,
  };
}
