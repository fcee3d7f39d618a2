import { afterEach, expect, setSystemTime, test } from "bun:test";
import { ClerkApi } from "#app/clerk/api.server.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import type { Identity } from "#app/tenancy/identity.server.ts";
import { confirmedMember, confirmMembership } from "#app/tenancy/membership.server.ts";
import { Mirror } from "#app/testing/mirror.ts";
import { clerkPause } from "#db/directory/clerk-pause.ts";
import { findMember } from "#db/queries/members.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { LOCAL_SECRET_KEY } from "#scripts/local/clerk/keys.ts";
import { syncMember } from "./sync-organization.ts";

// Processes whose clock is an hour off. Only the database's clock dates what Clerk says.

const mirror = await Mirror.open();
const { db, stage } = mirror;
const pause = clerkPause((fn) => fn(db.owner));
const clerk = new ClerkApi({ secretKey: LOCAL_SECRET_KEY, apiUrl: stage.url, pause });
const context = { ...mirror.context, clerk };
const hour = 3600_000;
const env = { CLERK_SECRET_KEY: LOCAL_SECRET_KEY, CLERK_API_URL: stage.url, CLERK_CREATOR_ROLE: "org:owner" };

afterEach(() => {
  setSystemTime();
});

test("an admin whom a worker an hour ahead confirmed is not admin once Clerk says otherwise", async () => {
  const { tenant, admin } = await mirror.makeWorkspace();
  setSystemTime(Date.now() + hour);
  await syncMember(context, tenant, admin);
  setSystemTime();
  await demote(tenant, admin);
  expect(await roleOnWeb(tenant, admin)).toBe("viewer");
});

test("a web process an hour ahead does not outrank what the worker mirrored after it asked", async () => {
  const { tenant, admin } = await mirror.makeWorkspace();
  await demote(tenant, admin);
  setSystemTime(Date.now() + hour);
  expect(await roleOnWeb(tenant, admin)).toBe("viewer");
  setSystemTime();
  await stage.api.organizations.updateOrganizationMembership({
    ...{ organizationId: tenant.clerkOrgId, userId: admin, role: "org:admin" },
  });
  await syncMember(context, tenant, admin);
  setSystemTime(Date.now() + hour);
  expect(
    await readRow(tenant, admin).then((row) => row && confirmedMember(elsewhere(admin), tenant, row)?.role),
  ).toBe("admin");
});

for (const hours of [-1, 1]) {
  test(`a worker whose clock is ${hours} h off ends a membership that is gone from Clerk`, async () => {
    const { tenant, member } = await mirror.makeWorkspace();
    await stage.api.organizations.deleteOrganizationMembership({
      ...{ organizationId: tenant.clerkOrgId, userId: member },
    });
    await stage.take();
    setSystemTime(Date.now() + hours * hour);
    await syncMember(context, tenant, member);
    expect(await readRow(tenant, member)).toBeUndefined();
  });
}

// After a failover to a server whose clock is behind, or when a wrong one is corrected, what the database dated lies ahead.

test("when the database's clock was set back, a row from ahead confirms no one", async () => {
  const { tenant, member } = await mirror.makeWorkspace();
  await dateAhead(tenant, member);
  const row = await readRow(tenant, member);
  expect(row && confirmedMember(elsewhere(member), tenant, row)).toBeUndefined();
});

test("when the database's clock was set back, who is gone from Clerk or demoted there is so here", async () => {
  const { tenant, member, admin } = await mirror.makeWorkspace();
  await demote(tenant, admin);
  for (const userId of [member, admin]) await dateAhead(tenant, userId);
  expect(await roleOnWeb(tenant, admin)).toBe("viewer");
  await stage.api.organizations.deleteOrganizationMembership({
    ...{ organizationId: tenant.clerkOrgId, userId: member },
  });
  await stage.take();
  await syncMember(context, tenant, member);
  expect(await readRow(tenant, member)).toBeUndefined();
  await syncMember(context, tenant, admin);
  expect((await readRow(tenant, admin))?.role).toBe("viewer");
});

test("when the database's clock was set back, a pause lasts no longer than pauses do", async () => {
  await db.owner`update public.clerk_pause set ends_at = now() + interval '1 hour'`;
  expect((await pause.read()).ms).toBe(0);
  await pause.begin(20_000);
  expect((await pause.read()).ms).toBeGreaterThan(15_000);
  await db.owner`update public.clerk_pause set ends_at = 'epoch'`;
});

/** As if an hour that the database's clock has not reached again. */
async function dateAhead(tenant: Tenant, userId: string): Promise<void> {
  await inTenantAsOwner({ sql: db.owner, sealSecret: testSealSecret }, tenant, "test", async (tx) => {
    await tx`update users set confirmed_at = now() + interval '1 hour' where id = ${userId}`;
  });
}

async function demote({ clerkOrgId }: Tenant, userId: string): Promise<void> {
  const wanted = { organizationId: clerkOrgId, userId, role: "org:viewer" };
  await stage.api.organizations.updateOrganizationMembership(wanted);
  // Its event is lost.
  await stage.take();
}

/** The role with which a page admits someone, after it asked Clerk. */
async function roleOnWeb(tenant: Tenant, userId: string) {
  const identity = elsewhere(userId);
  await confirmMembership({ env, webPool: db.webPool } as unknown as RequestContext, identity, tenant);
  const row = await readRow(tenant, userId);
  return row && confirmedMember(identity, tenant, row)?.role;
}

async function readRow(tenant: Tenant, userId: string) {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  return await inTenant(tenant, options, (tx) => findMember(tx, userId));
}

function elsewhere(userId: string): Identity {
  return { userId, organization: undefined };
}
