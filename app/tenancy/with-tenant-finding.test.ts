import { beforeAll, expect, spyOn, test } from "bun:test";
import type { Permission } from "#app/access/permissions.ts";
import { clerkJson, membershipOf, noMemberships, Visitors } from "#app/testing/visitors.ts";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { findVisitor } from "#db/queries/members.ts";
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

test("for a stranger, and for who may not, nothing that was found is shown", async () => {
  expect(await shown("stranger", "projects:read", "org_globex")).toEqual({ refused: 404 });
  expect(await shown("viewer", "audit:read")).toEqual({ refused: 403 });
});

test("for whom Clerk no longer vouches what was found is thrown away, and for others Clerk is asked first", async () => {
  visitors.clerkAnswer = () => clerkJson(noMemberships);
  expect(await shown("member", "projects:read", "org_globex")).toEqual({ refused: 404 });
  visitors.clerkAnswer = isMember;
  expect(await shown("member", "projects:read", "org_globex")).toEqual({ shown: "plans of member" });
});

test("the frame takes what its page finds in the same request, also where the page is refused by role", async () => {
  for (const permission of ["projects:read", "audit:read"] as const) {
    const args = visitors.asMember("viewer");
    const { frame, transactions } = await framed(args, () =>
      withTenant(args, permission, async () => undefined),
    );
    expect([permission, frame, transactions]).toEqual([permission, "viewer of acme", 1]);
  }
});

test("a stranger gets no frame, and learns nothing from it", async () => {
  const args = visitors.asMember("stranger", { organizationId: "org_globex" });
  const { frame } = await framed(args, () => withTenant(args, "projects:read", async () => undefined));
  expect(frame).toMatchObject({ init: { status: 404 } });
});

test("where no page is at the door, or an action was before, the frame goes through the door itself", async () => {
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

test("what one request found is never another's", async () => {
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

/** Asks a door that finds plans with the member, and says what came of it. */
async function shown(userId: string, permission: Permission, organizationId = "org_acme") {
  const find = async (tx: TenantReader, userId: string) => {
    const visitor = await findVisitor(tx, userId);
    return visitor && { ...visitor, plans: `plans of ${userId}` };
  };
  try {
    const args = visitors.asMember(userId, { organizationId });
    return await withTenantFinding(args, permission, find, async ({ plans }) => ({ shown: plans }));
  } catch (thrown) {
    return { refused: (thrown as { init?: { status: number } }).init?.status ?? thrown };
  }
}
