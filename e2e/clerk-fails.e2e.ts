import { expect, test } from "@playwright/test";
import type { Delivery } from "../scripts/local/clerk/model.ts";
import { disturbClerk, expireSessions, replayDelivery, revokeSession } from "./clerk-controls.ts";
import { asAdministrator, clerkApi, createWorkspace, signInTo, type Workspace } from "./people.ts";
import { stack, tenantUrl } from "./stack.ts";

// How the application copes with a failing Clerk, limited to failures that disturb no concurrent test.

test.afterEach(async () => {
  await disturbClerk({ webhooks: { duplicate: 1, reorderMs: 0 } });
});

test("a workspace is complete although its webhooks arrive three times, late and out of order", async () => {
  await disturbClerk({ webhooks: { duplicate: 3, reorderMs: 400 } });
  const workspace = await createWorkspace("shuffled");
  expect(await rolesOf(workspace)).toEqual(["admin", "member", "owner", "viewer"]);
  const times = async () => (await deliveriesAbout(workspace)).map(({ attempts }) => attempts.length);
  await expect.poll(times).toEqual([3, 3, 3, 3, 3]);
  expect(await rolesOf(workspace)).toEqual(["admin", "member", "owner", "viewer"]);
});

test("replaying an old webhook does not revert later changes", async () => {
  const workspace = await createWorkspace("stale");
  const { organizationId, people } = workspace;
  const member = { organizationId, userId: people.member.id };
  const joined = (await deliveriesAbout(workspace)).find(({ body }) => body.includes(people.member.id));
  await clerkApi().organizations.updateOrganizationMembership({ ...member, role: "org:viewer" });
  await expect.poll(() => rolesOf(workspace)).toEqual(["admin", "owner", "viewer", "viewer"]);
  await replayDelivery(joined?.id ?? "");
  const sent = async () => (await deliveriesAbout(workspace)).find(({ id }) => id === joined?.id);
  await expect.poll(async () => (await sent())?.attempts.length).toBe(2);
  // An accepted event is applied almost at once; nothing signals that it had no effect.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await rolesOf(workspace)).toEqual(["admin", "owner", "viewer", "viewer"]);
});

for (const [how, end] of [
  ["expired", (userId: string) => expireSessions(userId)],
  ["was revoked", async (userId: string) => Promise.all((await activeSessions(userId)).map(revokeSession))],
] as const) {
  test(`a session that ${how} ends at the sign-in page once its token expires`, async ({ page }) => {
    const workspace = await createWorkspace("ended");
    await signInTo(page, workspace, "member");
    await end(workspace.people.member.id);
    // A token lasts a minute even if its session ends, and an open page would renew it.
    await page.goto("about:blank");
    await page.context().clearCookies({ name: /^__session/ });
    await page.goto(tenantUrl(workspace.slug, "/projects"));
    await expect(page).toHaveURL(/\/sign-in/);
  });
}

async function activeSessions(userId: string): Promise<string[]> {
  const { data } = await clerkApi().sessions.getSessionList({ userId, status: "active" });
  return data.map(({ id }) => id);
}

async function rolesOf({ slug }: Workspace): Promise<string[]> {
  return await asAdministrator(async (sql) => {
    const [tenant] = await sql<{ schema: string }[]>`
      select schema_name as schema from public.tenants where slug = ${slug}`;
    const rows = await sql<{ role: string }[]>`select role from ${sql(tenant?.schema ?? "")}.users`;
    return rows.map(({ role }) => role).sort();
  });
}

async function deliveriesAbout({ organizationId }: Workspace): Promise<Delivery[]> {
  const response = await fetch(new URL("/outbox/deliveries.json", stack().clerk.apiUrl));
  const deliveries: Delivery[] = await response.json();
  return deliveries.filter(({ body }) => body.includes(organizationId));
}
