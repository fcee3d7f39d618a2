import { expect, test } from "bun:test";
import { ClerkApi } from "#app/clerk/api.server.ts";
import { applyDelivery, type SyncContext } from "#app/identity-sync/apply-event.ts";
import { reconcile } from "#app/identity-sync/reconcile.ts";
import { Mirror } from "#app/testing/mirror.ts";
import { listNotices } from "#db/directory/notices.ts";
import { listMirrored } from "#db/mirror/mirror.ts";
import { LOCAL_SECRET_KEY } from "#scripts/local/clerk/keys.ts";

const mirror = await Mirror.open();
const { db, stage } = mirror;

test("with Clerk's built-in roles a creator owns the workspace while they are an admin", async () => {
  const context = contextFor("org:admin");
  const { id, creator, other } = await make(context);
  expect(await give(context, id, other, "org:admin")).toBe("admin");
  // The local Clerk has owners, and keeps the last one.
  const keeper = await stage.newPerson();
  await stage.join(id, keeper, "owner");
  expect(await give(context, id, creator, "org:admin")).toBe("owner");
  expect(await give(context, id, creator, "org:member")).toBe("member");
  expect(await give(context, id, creator, "org:admin")).toBe("owner");
});

test("if creators start as owners, a demoted one is an admin, by event, sync or reconciliation", async () => {
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
  const away = new ClerkApi({
    ...{ secretKey: LOCAL_SECRET_KEY, apiUrl: "http://127.0.0.1:1", creatorRole: "org:owner" },
  });
  for (const event of await stage.take())
    await applyDelivery({ ...context, clerk: away }, event).catch(() => {});
  expect(await roleOf(id, creator)).toBe("admin");

  // Events lost: reconciling finds it.
  await stage.api.organizations.updateOrganizationMembership({
    ...{ organizationId: id, userId: creator, role: "org:owner" },
  });
  await stage.take();
  await reconcile(context);
  expect(await roleOf(id, creator)).toBe("owner");
});

test("operators get a notice if Clerk has owners but the setting says that creators start as admins", async () => {
  await db.owner`delete from public.operator_notices`;
  await make(contextFor("org:owner"));
  await reconcile(contextFor("org:owner"));
  expect(await listNotices(db.owner)).toEqual([]);
  await reconcile(contextFor("org:admin"));
  await reconcile(contextFor("org:admin"));
  expect(await listNotices(db.owner)).toMatchObject([{ kind: "creator-role" }]);
});

function contextFor(creatorRole: string): SyncContext {
  const clerk = new ClerkApi({ secretKey: LOCAL_SECRET_KEY, apiUrl: stage.url, creatorRole });
  return { ...mirror.context, clerk };
}

async function make({ clerk }: SyncContext) {
  const [creator, other] = [await stage.newPerson(), await stage.newPerson()];
  const { id } = await stage.api.organizations.createOrganization({ name: "Roles", createdBy: creator });
  await stage.join(id, other, "member");
  await mirror.apply(await stage.take(), clerk);
  return { id, creator, other };
}

async function give({ clerk }: SyncContext, organizationId: string, userId: string, role: string) {
  await stage.api.organizations.updateOrganizationMembership({ organizationId, userId, role });
  await mirror.apply(await stage.take(), clerk);
  return await roleOf(organizationId, userId);
}

async function roleOf(organizationId: string, userId: string) {
  const members = await listMirrored(mirror.context, await mirror.getTenant(organizationId));
  return members.find(({ id }) => id === userId)?.role;
}
