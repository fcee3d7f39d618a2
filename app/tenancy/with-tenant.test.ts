import { afterAll, beforeAll, expect, test } from "bun:test";
import pino from "pino";
import type { RequestContext } from "#app/request-context.ts";
import { sessionToken, testJwtKey } from "#app/testing/clerk-tokens.ts";
import { Directory } from "#db/directory.ts";
import { deactivateMember, endMembership, mirrorMembers } from "#db/mirror.ts";
import { listProjects } from "#db/queries/project-list.ts";
import { createProject } from "#db/queries/projects.ts";
import type { TenantTransaction } from "#db/tenant-transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { readForm, takeDraft } from "./draft.server.ts";
import { parseHost } from "./host.ts";
import type { RouteArgs } from "./identity.server.ts";
import type { Permission } from "./permissions.ts";
import { withTenant, withTenantToRestore, withTenantToWrite } from "./with-tenant.server.ts";

const apex = "http://app.localhost:3000";
const acmeOrigin = "http://acme.app.localhost:3000";
let db: TestDatabase;
let directory: Directory;
let clerk: ReturnType<typeof Bun.serve>;
let clerkAnswer: () => Response = () => clerkJson({ data: [], total_count: 0 });

beforeAll(async () => {
  db = await createTestDatabase();
  directory = new Directory({ web: db.webPool, listenUrl: db.url("tenantry_web") });
  clerk = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => clerkAnswer() });
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  const everyone = [
    person("owner", { role: "owner" }),
    person("member", { role: "member" }),
    person("viewer", { role: "viewer" }),
    person("gone", { role: "owner" }),
    person("gone-quiet"),
  ];
  await mirrorMembers(operator, db.acme, everyone);
  await deactivateMember(operator, db.acme, "gone", new Date());
});
afterAll(async () => {
  await clerk.stop(true);
  directory.close();
  await db.close();
});

test("a member reads and writes rows of their tenant", async () => {
  const write = asMember("member", { method: "POST" });
  await withTenantToWrite(write, "projects:write", ({ tx, member }) =>
    createProject(tx, { name: "Anvil", description: "", color: "blue", ownerId: member.id }),
  );
  const names = await withTenant(asMember("viewer"), "projects:read", async ({ tx, tenant }) => {
    return { slug: tenant.slug, names: (await listProjects(tx)).map(({ name }) => name) };
  });
  expect(names).toEqual({ slug: "acme", names: ["Anvil"] });
});

test("the door for reading has a READ ONLY transaction, whatever the method and the type of the handle", async () => {
  for (const method of ["GET", "POST"]) {
    const write = withTenant(asMember("owner", { method }), "projects:write", ({ tx }) =>
      createProject(tx as TenantTransaction, {
        name: "no",
        description: "",
        color: "blue",
        ownerId: "owner",
      }),
    );
    await expect(write).rejects.toThrow("read-only transaction");
  }
});

test("the door for writing is closed to a GET, and nothing runs", async () => {
  let ran = false;
  const write = withTenantToWrite(asMember("owner"), "projects:write", async () => {
    ran = true;
  });
  await expect(write).rejects.toThrow("A GET writes nothing");
  expect(ran).toBe(false);
});

test("who is signed in but no member, or was one, gets the same 404 as for a slug nobody has", async () => {
  const strangers = await outcome(asMember("stranger", { organizationId: "org_globex" }));
  expect(strangers).toMatchObject({ init: { status: 404 } });
  expect(await outcome(asMember("gone", { ageSeconds: 30 }))).toEqual(strangers);
  expect(await outcome(asMember("owner", { host: "nobody.app.localhost:3000" }))).toEqual(strangers);
  expect(await outcome(asMember("owner", { host: "app.localhost:3000" }))).toEqual(strangers);
  expect(await outcome(asMember("owner", { host: "globex.app.localhost:3000" }))).toEqual(strangers);
});

test("who is taken out by a webhook learns nothing by the token they still have", async () => {
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  // Clerk confirmed them long ago; the webhook that ends a membership confirms nothing.
  await mirrorMembers(operator, db.acme, [person("just-out")]);
  await endMembership(operator, db.acme, "just-out");
  expect(await outcome(asMember("just-out", { ageSeconds: 30 }))).toMatchObject({ init: { status: 404 } });
});

test("who is unknown here, though their token names the organization, is sent to wait, and the worker is asked", async () => {
  const waiting = `${apex}/onboarding?organization=`;
  await db.owner`delete from jobs._private_jobs`;
  const early = (await outcome(asMember("early"))) as Response;
  expect([early.status, early.headers.get("location")]).toEqual([302, `${waiting}org_acme`]);
  // Taken out, and let in again later: the token is newer than the row.
  const again = (await outcome(asMember("gone", { ageSeconds: -5 }))) as Response;
  expect(again.headers.get("location")).toBe(`${waiting}org_acme`);
  const unmade = { host: "any.app.localhost:3000", organizationId: "org_new" };
  const first = (await outcome(asMember("early", unmade))) as Response;
  expect(first.headers.get("location")).toBe(`${waiting}org_new`);
  const other = await outcome(asMember("early", { ...unmade, host: "nobody.app.localhost:3000" }));
  expect(other).toMatchObject({ init: { status: 404 } });
  const jobs = await db.owner`select key from jobs.jobs order by key`;
  expect(jobs.map(({ key }) => key)).toEqual(["sync org_acme", "sync org_new"]);
});

test("a role that is too small gets 403, and nothing runs", async () => {
  let ran = false;
  const viewer = withTenantToWrite(asMember("viewer", { method: "POST" }), "projects:write", async () => {
    ran = true;
  });
  await expect(viewer).rejects.toMatchObject({ init: { status: 403 } });
  expect(ran).toBe(false);
});

test("members of a suspended or deleting workspace get 423; others still 404", async () => {
  for (const status of ["suspended", "deleting"]) {
    await setStatus(status);
    expect(await outcome(asMember("owner"))).toMatchObject({ init: { status: 423 } });
    expect(await outcome(asMember("stranger", { organizationId: "org_globex" }))).toMatchObject({
      init: { status: 404 },
    });
  }
  await setStatus("active");
});

test("an owner alone comes into a workspace that is being deleted, to restore it, and only to read", async () => {
  const restore = (userId: string) =>
    withTenantToRestore(
      asMember(userId, { organizationId: "org_acme", ageSeconds: 30 }),
      async ({ tenant }) => tenant.status,
    ).catch((thrown) => thrown);
  expect(await restore("owner")).toBe("active");
  expect(await restore("member")).toMatchObject({ init: { status: 403 } });
  await setStatus("deleting");
  expect(await restore("owner")).toBe("deleting");
  expect(await restore("member")).toMatchObject({ init: { status: 423 } });
  expect(await restore("gone")).toMatchObject({ init: { status: 404 } });
  const stranger = withTenantToRestore(
    asMember("stranger", { organizationId: "org_globex" }),
    async () => "in",
  );
  expect(await stranger.catch((thrown) => thrown)).toMatchObject({ init: { status: 404 } });
  const write = withTenantToRestore(asMember("owner", { method: "POST" }), ({ tx, member }) =>
    createProject(tx as TenantTransaction, {
      name: "no",
      description: "",
      color: "blue",
      ownerId: member.id,
    }),
  );
  await expect(write).rejects.toThrow("read-only transaction");
  await setStatus("suspended");
  expect(await restore("owner")).toMatchObject({ init: { status: 423 } });
  await setStatus("active");
});

test("the owner's 423 offers to restore what is being deleted, nobody else's does", async () => {
  await setStatus("deleting");
  expect(await outcome(asMember("owner"))).toMatchObject({ data: { mayRestore: true } });
  expect(await outcome(asMember("member"))).not.toHaveProperty("data.mayRestore");
  await setStatus("suspended");
  expect(await outcome(asMember("owner"))).not.toHaveProperty("data.mayRestore");
  await setStatus("active");
});

test("a token of another organization is confirmed with Clerk, and only a member of this one comes in", async () => {
  const elsewhere = (userId: string) => asMember(userId, { organizationId: "org_globex" });
  clerkAnswer = () => clerkJson({ data: [], total_count: 0 });
  expect(await outcome(elsewhere("owner"))).toMatchObject({ init: { status: 404 } });
  clerkAnswer = () => clerkJson(membershipOf("member"));
  expect(await outcome(elsewhere("member"))).toBe("let in");
});

test("Clerk is asked once a minute for a member, and again at once for somebody it refused", async () => {
  const asked: string[] = [];
  clerkAnswer = () => {
    asked.push("no");
    return clerkJson({ data: [], total_count: 0 });
  };
  const viewer = () => outcome(asMember("viewer", { organizationId: "org_globex" }));
  expect(await viewer()).toMatchObject({ init: { status: 404 } });
  clerkAnswer = () => {
    asked.push("yes");
    return clerkJson(membershipOf("viewer"));
  };
  expect(await viewer()).toBe("let in");
  expect(await viewer()).toBe("let in");
  expect(asked).toEqual(["no", "yes"]);
});

test("a webhook's word counts for a minute too, and a stranger is refused without asking Clerk", async () => {
  clerkAnswer = () => new Response("down", { status: 500 });
  const fresh = person("fresh", { confirmedAt: new Date(Date.now() - 30_000) });
  const old = person("old", { confirmedAt: new Date(Date.now() - 90_000) });
  await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, db.acme, [fresh, old]);
  const elsewhere = (userId: string) => asMember(userId, { organizationId: "org_globex" });
  expect(await outcome(elsewhere("fresh"))).toBe("let in");
  expect(await outcome(elsewhere("old"))).toMatchObject({ init: { status: 503 } });
  expect(await outcome(elsewhere("stranger"))).toMatchObject({ init: { status: 404 } });
});

test("when Clerk does not answer, a token of this organization comes in, and another gets 503", async () => {
  clerkAnswer = () => new Response("down", { status: 500 });
  expect(await outcome(asMember("viewer"))).toBe("let in");
  const other = await outcome(asMember("gone-quiet", { organizationId: "org_globex" }));
  expect(other).toMatchObject({ init: { status: 503, headers: { "Retry-After": "5" } } });
});

test("signed out, every legal slug answers alike: to the apex sign-in, and back afterwards", async () => {
  for (const host of ["acme.app.localhost:3000", "nobody.app.localhost:3000"]) {
    const response = (await outcome(argsFor({ host, path: "/projects?archived=1" }))) as Response;
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get("location") ?? "");
    expect(location.origin + location.pathname).toBe(`${apex}/sign-in`);
    expect(location.searchParams.get("redirect_url")).toBe(`http://${host}/projects?archived=1`);
  }
});

test("a token made for a neighbour's subdomain does not sign in", async () => {
  const token = sessionToken({
    userId: "owner",
    origin: "http://globex.app.localhost:3000",
    organizationId: "org_acme",
  });
  const response = (await outcome(argsFor({ token }))) as Response;
  expect(response).toBeInstanceOf(Response);
  expect([302, 307]).toContain(response.status);
});

test("an expired token sends a document to Clerk's handshake, and a data request to reload the document", async () => {
  const token = sessionToken({ userId: "owner", origin: acmeOrigin, ageSeconds: 3600 });
  const document = (await outcome(argsFor({ token }))) as Response;
  expect(document.status).toBe(307);
  expect(document.headers.get("location")).toContain("/v1/client/handshake");
  const request = (await outcome(argsFor({ token, destination: "empty" }))) as Response;
  expect(request.headers.get("x-remix-reload-document")).toBe("true");
});

test("what was typed into a form with an expired token is kept, and offered again", async () => {
  const token = sessionToken({ userId: "owner", origin: acmeOrigin, ageSeconds: 3600 });
  const typed = { name: "Ünïcode 🎉", description: "x".repeat(2000) };
  const args = argsFor({ token, method: "POST", path: "/projects/new", body: new URLSearchParams(typed) });
  const response = await readForm(args).catch((thrown: Response) => thrown as Response);
  if (response instanceof FormData) throw new Error("the form was taken with an expired token");
  expect(response.headers.get("location")).toBe(`${acmeOrigin}/projects/new`);
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  const back = argsFor({ token, path: "/projects/new", cookies });
  expect(takeDraft(back).draft).toEqual(typed);
  const somebodyElse = sessionToken({ userId: "viewer", origin: acmeOrigin });
  expect(takeDraft(argsFor({ token: somebodyElse, path: "/projects/new", cookies })).draft).toBeUndefined();
  expect(takeDraft(argsFor({ path: "/projects/new", cookies: ["draft_0=nonsense"] })).draft).toBeUndefined();
});

async function outcome(args: RouteArgs, permission: Permission = "projects:read"): Promise<unknown> {
  return await withTenant(args, permission, async () => "let in").catch((thrown) => thrown);
}

type Choices = { host?: string; path?: string; method?: string; destination?: string };

function asMember(
  userId: string,
  choices: Choices & { organizationId?: string; ageSeconds?: number } = {},
): RouteArgs {
  const { host = "acme.app.localhost:3000", organizationId = "org_acme", ageSeconds } = choices;
  const token = sessionToken({ userId, origin: `http://${host}`, organizationId, ageSeconds });
  return argsFor({ ...choices, token });
}

function argsFor(
  choices: Choices & { token?: string; cookies?: string[]; body?: URLSearchParams },
): RouteArgs {
  const {
    host = "acme.app.localhost:3000",
    path = "/projects",
    method = "GET",
    destination = "document",
  } = choices;
  const cookies = [...(choices.cookies ?? [])];
  if (choices.token) cookies.push(`__session=${choices.token}`, "__client_uat=1700000000");
  const headers = { host, cookie: cookies.join("; "), "sec-fetch-dest": destination, accept: "text/html" };
  const request = new Request(`http://${host}${path}`, { method, headers, body: choices.body });
  return { request, params: {}, context: contextFor(host) } as RouteArgs;
}

/** Sets acme's status, and waits until the directory has heard of it. */
async function setStatus(status: string): Promise<void> {
  await db.owner`update public.tenants set status = ${status},
        suspended_at = case when ${status} = 'suspended' then now() end,
        deleting_since = case when ${status} = 'deleting' then now() end where slug = 'acme'`;
  const deadline = Date.now() + 1000;
  while ((await directory.find("acme"))?.status !== status) {
    if (Date.now() > deadline) throw new Error(`A second later acme is not ${status}`);
    await Bun.sleep(5);
  }
}

function contextFor(host: string): RequestContext {
  const env = {
    BASE_URL: apex,
    TENANT_SEAL_SECRET: testSealSecret,
    CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
    CLERK_SECRET_KEY: "sk_live_test",
    CLERK_JWT_KEY: testJwtKey,
    CLERK_API_URL: `http://127.0.0.1:${clerk.port}`,
  } as RequestContext["env"];
  return {
    env,
    requestId: "request-1",
    log: pino({ level: "silent" }),
    host: parseHost(host, apex),
    appPool: db.appPool,
    webPool: db.webPool,
    directory,
    nonce: "nonce",
  };
}

/** The SDK takes an answer for JSON only when its type is exactly this. */
function clerkJson(body: object): Response {
  return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
}

function membershipOf(userId: string) {
  const organization = { object: "organization", id: "org_acme", name: "Acme", slug: "acme" };
  const membership = { object: "organization_membership", id: "orgmem_1", role: "org:member", organization };
  return { data: [{ ...membership, public_user_data: { user_id: userId } }], total_count: 1 };
}
