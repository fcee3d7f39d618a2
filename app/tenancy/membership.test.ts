import { afterAll, beforeAll, beforeEach, expect, setSystemTime, spyOn, test } from "bun:test";
import type { Role } from "#app/access/permissions.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import type { Identity } from "./identity.server.ts";
import { confirmedMember, confirmMembership, type Member } from "./membership.server.ts";

// Which confirmations count, and for how long. Clerk's Backend API is a server that answers as each test decides.

const tenant = { clerkOrgId: "org_acme" } as Tenant;
let clerk: ReturnType<typeof Bun.serve>;
let answer: () => Response | Promise<Response>;
let asked = 0;
let number = 0;
let userId = "";

beforeAll(() => {
  const fetch = () => {
    asked++;
    return answer();
  };
  clerk = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });
});
beforeEach(() => {
  asked = 0;
  userId = `user_${number++}`;
});
afterAll(() => clerk.stop(true));

test("a row that was confirmed within a minute counts, and an older one does not", () => {
  expect(roleOf(confirmedMember(elsewhere(), tenant, row("member", 59)))).toBe("member");
  expect(confirmedMember(elsewhere(), tenant, row("member", 61))).toBeUndefined();
});

test("a token that names this organization vouches for its holder, however old the row is", () => {
  expect(roleOf(confirmedMember(token("org:member", 30), tenant, row("member", 90_000)))).toBe("member");
});

test("a token with a lower role than the row's makes us ask Clerk, whose answer counts at once", async () => {
  const demoted = token("org:viewer", 5);
  expect(confirmedMember(demoted, tenant, row("admin", 3600))).toBeUndefined();
  answer = () => membership("org:viewer");
  await confirm(demoted);
  expect(roleOf(confirmedMember(demoted, tenant, row("admin", 3600)))).toBe("viewer");
  expect(asked).toBe(1);
});

test("a token with a higher role than the row's grants nothing until the mirror has it", () => {
  expect(roleOf(confirmedMember(token("org:owner", 5), tenant, row("viewer", 3600)))).toBe("viewer");
});

test("a lower role in the token makes us ask Clerk however new the row seems: their times are of two clocks", () => {
  expect(confirmedMember(token("org:viewer", 30), tenant, row("admin", 5))).toBeUndefined();
});

test("how old a row is does not depend on the clock of this process", () => {
  for (const hours of [-1, 1]) {
    setSystemTime(Date.now() + hours * 3600_000);
    const [fresh, old] = [row("member", 59), row("member", 61)];
    setSystemTime();
    expect(roleOf(confirmedMember(elsewhere(), tenant, fresh))).toBe("member");
    expect(confirmedMember(elsewhere(), tenant, old)).toBeUndefined();
  }
});

test("Clerk's answer neither promotes nor outlives a newer row", async () => {
  answer = () => membership("org:owner");
  await confirm(elsewhere());
  expect(roleOf(confirmedMember(elsewhere(), tenant, row("member", 3600)))).toBe("member");
  answer = () => membership("org:viewer");
  await confirm(elsewhere());
  expect(roleOf(confirmedMember(elsewhere(), tenant, row("admin", -1)))).toBe("admin");
});

test("without custom roles the organization's creator stays owner, although the token says admin", async () => {
  const creator = token("org:admin", 5);
  answer = () => membership("org:admin", userId);
  await confirm(creator);
  expect(roleOf(confirmedMember(creator, tenant, row("owner", 3600)))).toBe("owner");
});

test("where creators begin as owners, one who was made admin there is admin, although the mirror says owner", async () => {
  const creator = token("org:admin", 5);
  answer = () => membership("org:admin", userId);
  await confirm(creator, "org:owner");
  expect(roleOf(confirmedMember(creator, tenant, row("owner", 3600)))).toBe("admin");
});

test("when Clerk is down, a token of this organization counts, until it would expire", async () => {
  answer = () => new Response("down", { status: 500 });
  const demoted = token("org:viewer", 5);
  await confirm(demoted);
  expect(roleOf(confirmedMember(demoted, tenant, row("admin", 3600)))).toBe("viewer");
  await expect(confirm(elsewhere("user_other"))).rejects.toMatchObject({ code: "unavailable" });
});

test("a former member is refused, with a token or without, and Clerk is asked every time", async () => {
  answer = () => json({ data: [], total_count: 0 });
  for (const identity of [token("org:member", 5), elsewhere()]) {
    await expect(confirm(identity)).rejects.toMatchObject({ code: "not-found" });
  }
  expect(asked).toBe(2);
});

test("a clock that is set back makes no answer count longer", async () => {
  answer = () => membership("org:member");
  const removed = elsewhere();
  await confirm(removed);
  expect(roleOf(confirmedMember(removed, tenant, row("member", 3600)))).toBe("member");
  const later = spyOn(performance, "now").mockReturnValue(performance.now() + 61_000);
  setSystemTime(Date.now() - 3600_000);
  const afterwards = confirmedMember(removed, tenant, row("member", 3600));
  setSystemTime();
  later.mockRestore();
  expect(afterwards).toBeUndefined();
});

test("a hundred concurrent requests of one person ask Clerk once", async () => {
  answer = async () => {
    await Bun.sleep(30);
    return membership("org:member");
  };
  await Promise.all(Array.from({ length: 100 }, () => confirm(elsewhere())));
  expect(asked).toBe(1);
});

function confirm(identity: Identity, creatorRole = "org:admin"): Promise<void> {
  const env = {
    CLERK_SECRET_KEY: "sk_test_x",
    CLERK_API_URL: `http://127.0.0.1:${clerk.port}`,
    CLERK_CREATOR_ROLE: creatorRole,
  };
  return confirmMembership({ env } as RequestContext, identity, tenant);
}

function token(role: string, ageSeconds: number): Identity {
  const issuedAt = Date.now() - ageSeconds * 1000;
  return { userId, organization: { id: "org_acme", slug: "acme", role, issuedAt } };
}

/** Signed in, with another organization active. */
function elsewhere(id = userId): Identity {
  const organization = { id: "org_globex", slug: "globex", role: "org:owner", issuedAt: Date.now() };
  return { userId: id, organization };
}

function row(role: Role, confirmedSecondsAgo: number): Member {
  const readAt = new Date();
  return {
    ...{ id: userId, role, readAt },
    confirmedAt: new Date(readAt.getTime() - confirmedSecondsAgo * 1000),
  } as Member;
}

function roleOf(member: Member | undefined): Role | undefined {
  return member?.role;
}

function membership(role: string, createdBy = "user_somebody"): Response {
  const organization = { object: "organization", id: "org_acme", created_by: createdBy };
  const public_user_data = { user_id: userId };
  const one = { object: "organization_membership", id: "orgmem_1", role, organization, public_user_data };
  return json({ data: [one], total_count: 1 });
}

function json(body: object): Response {
  return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
}
