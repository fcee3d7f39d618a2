import { expect, test } from "@playwright/test";
import { disturbClerk } from "./clerk-controls.ts";
import { asAdministrator, clerkApi, createPerson, type Person, signIn } from "./people.ts";
import { stack, tenantUrl } from "./stack.ts";

// Lost webhooks: opening a workspace that only Clerk knows creates it.

test.afterEach(async () => {
  await disturbClerk({ webhooks: { drop: false, about: [] } });
});

test("a workspace whose webhooks were lost is created within seconds while its owner waits", async ({
  page,
}) => {
  const { slug, organizationId, owner } = await organizationWithoutWebhooks();
  await signIn(page, owner, new URL("/workspaces", stack().baseUrl).href);
  expect(await statusOf(organizationId)).toBeUndefined();
  const begun = Date.now();
  await page.goto(new URL(`/onboarding?organization=${organizationId}`, stack().baseUrl).href);
  await page.waitForURL(tenantUrl(slug, "/welcome"), { timeout: 10_000 });
  test.info().annotations.push({ type: "ready after", description: `${Date.now() - begun} ms` });
  expect(await statusOf(organizationId)).toBe("active");
});

test("a person outside an organization learns nothing about it and triggers nothing", async ({ page }) => {
  const { organizationId } = await organizationWithoutWebhooks();
  const stranger = await createPerson(`stranger@${Math.random().toString(36).slice(2)}.test`, "Stranger");
  await signIn(page, stranger, new URL("/workspaces", stack().baseUrl).href);
  await page.goto(new URL(`/onboarding?organization=${organizationId}`, stack().baseUrl).href);
  for (let time = 0; time < 3; time++) {
    const answer = await page.evaluate(
      async (path) => (await fetch(path)).json(),
      `/onboarding/progress?organization=${organizationId}`,
    );
    expect(answer).toEqual({ state: "unknown" });
  }
  // A finished job leaves a tenant.
  expect(await countSyncJobs(organizationId)).toBe(0);
  expect(await statusOf(organizationId)).toBeUndefined();
});

type Unheard = { slug: string; organizationId: string; owner: Person };

async function organizationWithoutWebhooks(): Promise<Unheard> {
  const slug = `unheard-${Math.random().toString(36).slice(2, 8)}`;
  const owner = await createPerson(`owner@${slug}.test`, "Olga");
  await disturbClerk({ webhooks: { drop: true, about: [owner.id] } });
  const { id } = await clerkApi().organizations.createOrganization({
    name: "Unheard",
    slug,
    createdBy: owner.id,
  });
  return { slug, organizationId: id, owner };
}

async function countSyncJobs(organizationId: string): Promise<number> {
  return await asAdministrator(async (sql) => {
    const jobs = await sql`select from jobs.jobs where key = ${`sync ${organizationId}`}`;
    return jobs.length;
  });
}

async function statusOf(organizationId: string): Promise<string | undefined> {
  return await asAdministrator(async (sql) => {
    const [row] = await sql`select status from public.tenants where clerk_org_id = ${organizationId}`;
    return row?.status;
  });
}
