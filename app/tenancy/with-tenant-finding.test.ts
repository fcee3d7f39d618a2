import { beforeAll, expect, spyOn, test } from "bun:test";
import type { Permission } from "#app/access/permissions.ts";
import { clerkJson, membershipOf, noMemberships, Visitors } from "#app/testing/visitors.ts";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { findMemberContext } from "#db/queries/members.ts";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import type { RouteArgs } from "./identity.server.ts";
import { withFrame, withTenant, withTenantFinding } from "./with-tenant.server.ts";

const visitors = await Visitors.open();
const { db } = visitors;
const isMember = () => clerkJson(membershipOf("member"));

beforeAll(async () => {
  visitors.clerkAnswer = isMember;
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  await mirrorMembers(operator, db.acme, [person("member"), person("viewer", { role: "viewer" })]);
});

test("a member gets what was found with their row", async () => {
  expect(await shown("member", "projects:read")).toEqual({ shown: "plans of member" });
});

test("strangers and members without permission see nothing of what was found", async () => {
  expect(await shown("stranger", "projects:read", "org_globex")).toEqual({ refused: 404 });
  expect(await shown("viewer", "audit:read")).toEqual({ refused: 403 });
});

test("what was found is discarded unless Clerk confirms the membership", async () => {
  visitors.clerkAnswer = () => clerkJson(noMemberships);
  expect(await shown("member", "projects:read", "org_globex")).toEqual({ refused: 404 });
  visitors.clerkAnswer = isMember;
  expect(await shown("member", "projects:read", "org_globex")).toEqual({ shown: "plans of member" });
});

test("the frame uses what its page found in the same request, even if the page is forbidden", async () => {
  for (const permission of ["projects:read", "audit:read"] as const) {
    const args = visitors.asMember("viewer");
    const { frame, transactions } = await framed(args, () =>
      withTenant(args, permission, async () => undefined),
    );
    expect([permission, frame, transactions]).toEqual([permission, "viewer of acme", 1]);
  }
});

test("a stranger gets no frame", async () => {
  const args = visitors.asMember("stranger", { organizationId: "org_globex" });
  const { frame } = await framed(args, () => withTenant(args, "projects:read", async () => undefined));
  expect(frame).toMatchObject({ init: { status: 404 } });
});

test("without a page loader, or after an action, the frame checks access itself", async () => {
  const args = visitors.asMember("viewer");
  expect(await framed(args, async () => {})).toMatchObject({ frame: "viewer of acme", transactions: 1 });
  const posted = {
    ...args,
    context: { ...args.context },
    request: new Request(args.request, { method: "POST" }),
  };
  const both = await framed({ ...posted, request: args.request }, () =>
    withTenant(posted, "projects:read", async () => undefined),
  );
  expect(both).toMatchObject({ frame: "viewer of acme", transactions: 2 });
});

test("requests never share what they found", async () => {
  const [one, other] = [
    visitors.asMember("viewer"),
    visitors.asMember("stranger", { organizationId: "org_globex" }),
  ];
  await framed(one, () => withTenant(one, "projects:read", async () => undefined));
  expect((await framed(other, async () => {})).frame).toMatchObject({ init: { status: 404 } });
});

/** The frame's loader is called first, as Remix does, and the page's in the same turn. */
async function framed(args: RouteArgs, page: () => Promise<unknown>) {
  const leases = spyOn(db.appPool, "lease");
  const frame = withFrame(args, ({ tenant, member }) => `${member.id} of ${tenant.slug}`).catch(
    (thrown: unknown) => thrown,
  );
  await page().catch(() => {});
  const found = { frame: await frame, transactions: leases.mock.calls.length };
  leases.mockRestore();
  return found;
}

/** Calls a door that finds plans together with the member. @returns the outcome. */
async function shown(userId: string, permission: Permission, organizationId = "org_acme") {
  const find = async (tx: TenantReader, userId: string) => {
    const visitor = await findMemberContext(tx, userId);
    return visitor && { ...visitor, plans: `plans of ${userId}` };
  };
  try {
    const args = visitors.asMember(userId, { organizationId });
    return await withTenantFinding(args, permission, find, async ({ plans }) => ({ shown: plans }));
  } catch (thrown) {
    return { refused: (thrown as { init?: { status: number } }).init?.status ?? thrown };
  }
}
