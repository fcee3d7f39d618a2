import { afterAll, beforeAll, expect, test } from "bun:test";
import { Stage } from "#app/testing/stage.ts";
import { listMirrored } from "#db/mirror.ts";
import { listNotices } from "#db/notices.ts";
import { findByOrganization } from "#db/provision.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { applyDelivery, type SyncContext } from "./apply-event.ts";
import { ClerkSource } from "./clerk-source.ts";
import { reconcile } from "./reconcile.ts";

let db: TestDatabase;
let stage: Stage;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`update public.tenants set clerk_org_id = 'unlinked_' || id`;
  stage = await Stage.open();
});
afterAll(async () => {
  await stage.close();
  await db.close();
});

test("with Clerk's own roles a creator who is admin owns the workspace, and one who was made a member does not", async () => {
  const context = contextFor("org:admin");
  const { id, creator, other } = await make(context);
  expect(await give(context, id, other, "org:admin")).toBe("admin");
  // The local Clerk has owners, and keeps the last one.
  const keeper = await stage.newPerson();
  await stage.api.organizations.createOrganizationMembership({
    ...{ organizationId: id, userId: keeper, role: "org:owner" },
  });
  expect(await give(context, id, creator, "org:admin")).toBe("owner");
  expect(await give(context, id, creator, "org:member")).toBe("member");
  expect(await give(context, id, creator, "org:admin")).toBe("owner");
});

test("where creators begin as owners, one who was made admin is admin, by whatever way it is heard of", async () => {
  const context = contextFor("org:owner");
  const { id, creator, other } = await make(context);
  await give(context, id, other, "org:owner");
  expect(await give(context, id, creator, "org:admin")).toBe("admin");
  expect((await reconcile(context)).off.filter(({ clerkOrgId }) => clerkOrgId === id)).toEqual([]);
  expect(await give(context, id, creator, "org:owner")).toBe("owner");

  // By the event alone, while Clerk does not answer.
  await stage.api.organizations.updateOrganizationMembership({
    ...{ organizationId: id, userId: creator, role: "org:admin" },
  });
  const away = new ClerkSource({
    ...{ secretKey: LOCAL_SECRET_KEY, apiUrl: "http://127.0.0.1:1", creatorRole: "org:owner" },
  });
  for (const event of await stage.take())
    await applyDelivery({ ...context, clerk: away }, event).catch(() => {});
  expect(await roleOf(context, id, creator)).toBe("admin");

  // Events lost: reconciling finds it.
  await stage.api.organizations.updateOrganizationMembership({
    ...{ organizationId: id, userId: creator, role: "org:owner" },
  });
  await stage.take();
  await reconcile(context);
  expect(await roleOf(context, id, creator)).toBe("owner");
});

test("an operator is told when Clerk has owners and the setting says that creators begin as admins", async () => {
  await db.owner`delete from public.operator_notices`;
  await make(contextFor("org:owner"));
  await reconcile(contextFor("org:owner"));
  expect(await listNotices(db.owner)).toEqual([]);
  await reconcile(contextFor("org:admin"));
  await reconcile(contextFor("org:admin"));
  expect(await listNotices(db.owner)).toMatchObject([{ kind: "creator-role" }]);
});

function contextFor(creatorRole: string): SyncContext {
  const clerk = new ClerkSource({ secretKey: LOCAL_SECRET_KEY, apiUrl: stage.url, creatorRole });
  return { sql: db.owner, sealSecret: testSealSecret, clerk, webhookSecrets: [LOCAL_WEBHOOK_SECRET] };
}

async function make(context: SyncContext) {
  const [creator, other] = [await stage.newPerson(), await stage.newPerson()];
  const { organizations } = stage.api;
  const { id } = await organizations.createOrganization({ name: "Roles", createdBy: creator });
  await organizations.createOrganizationMembership({ organizationId: id, userId: other, role: "org:member" });
  await applyNews(context);
  return { id, creator, other };
}

async function give(context: SyncContext, organizationId: string, userId: string, role: string) {
  await stage.api.organizations.updateOrganizationMembership({ organizationId, userId, role });
  await applyNews(context);
  return await roleOf(context, organizationId, userId);
}

async function applyNews(context: SyncContext): Promise<void> {
  for (const event of await stage.take()) await applyDelivery(context, event);
}

async function roleOf(context: SyncContext, organizationId: string, userId: string) {
  const tenant = await findByOrganization(db.owner, organizationId);
  if (!tenant) throw new Error(`${organizationId} has no tenant`);
  return (await listMirrored(context, tenant)).find(({ id }) => id === userId)?.role;
}
