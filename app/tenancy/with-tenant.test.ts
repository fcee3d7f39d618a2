import { beforeAll, expect, test } from "bun:test";
import type { Permission } from "#app/access/permissions.ts";
import { sessionToken } from "#app/testing/clerk-tokens.ts";
import { apex, clerkJson, membershipOf, noMemberships, Visitors } from "#app/testing/visitors.ts";
import { deactivateMember, endMembership, mirrorMembers } from "#db/mirror/mirror.ts";
import { listProjects } from "#db/queries/project-list.ts";
import { createProject } from "#db/queries/projects.ts";
import type { TenantTransaction } from "#db/tenant/transaction.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import type { RouteArgs } from "./identity.server.ts";
import { withTenant, withTenantToRestore, withTenantToWrite } from "./with-tenant.server.ts";

const acmeOrigin = "http://acme.app.localhost:3000";
const visitors = await Visitors.open();
const { db } = visitors;

beforeAll(async () => {
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

test("a member reads and writes rows of their tenant", async () => {
  const write = visitors.asMember("member", { method: "POST" });
  await withTenantToWrite(write, "projects:write", ({ tx, member }) =>
    createProject(tx, { name: "Anvil", description: "", color: "blue", ownerId: member.id }),
  );
  const names = await withTenant(visitors.asMember("viewer"), "projects:read", async ({ tx, tenant }) => {
    return { slug: tenant.slug, names: (await listProjects(tx)).map(({ name }) => name) };
  });
  expect(names).toEqual({ slug: "acme", names: ["Anvil"] });
});

test("withTenant's transaction is READ ONLY, whatever the method and the handle's type", async () => {
  for (const method of ["GET", "POST"]) {
    const write = withTenant(visitors.asMember("owner", { method }), "projects:write", ({ tx }) =>
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

test("non-members and former members get the same 404 as for an unused slug", async () => {
  const strangers = await outcome(visitors.asMember("stranger", { organizationId: "org_globex" }));
  expect(strangers).toMatchObject({ init: { status: 404 } });
  expect(await outcome(visitors.asMember("gone", { ageSeconds: 30 }))).toEqual(strangers);
  expect(await outcome(visitors.asMember("owner", { host: "nobody.app.localhost:3000" }))).toEqual(strangers);
  expect(await outcome(visitors.asMember("owner", { host: "app.localhost:3000" }))).toEqual(strangers);
  expect(await outcome(visitors.asMember("owner", { host: "globex.app.localhost:3000" }))).toEqual(strangers);
});

test("a member removed by a webhook learns nothing with their remaining token", async () => {
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  // Clerk confirmed them long ago; the webhook that ends a membership confirms nothing.
  await mirrorMembers(operator, db.acme, [person("just-out")]);
  await endMembership(operator, db.acme, "just-out");
  expect(await outcome(visitors.asMember("just-out", { ageSeconds: 30 }))).toMatchObject({
    init: { status: 404 },
  });
});

test("an unmirrored person whose token names the organization waits while a sync is queued", async () => {
  const waiting = `${apex}/onboarding?organization=`;
  await db.owner`delete from jobs._private_jobs`;
  const early = (await outcome(visitors.asMember("early"))) as Response;
  expect([early.status, early.headers.get("location")]).toEqual([302, `${waiting}org_acme`]);
  // Removed and admitted again later: the token is newer than the row.
  const again = (await outcome(visitors.asMember("gone", { ageSeconds: -5 }))) as Response;
  expect(again.headers.get("location")).toBe(`${waiting}org_acme`);
  const unmade = { host: "any.app.localhost:3000", organizationId: "org_new" };
  const first = (await outcome(visitors.asMember("early", unmade))) as Response;
  expect(first.headers.get("location")).toBe(`${waiting}org_new`);
  const other = await outcome(visitors.asMember("early", { ...unmade, host: "nobody.app.localhost:3000" }));
  expect(other).toMatchObject({ init: { status: 404 } });
  const jobs = await db.owner`select key from jobs.jobs order by key`;
  expect(jobs.map(({ key }) => key)).toEqual(["sync org_acme", "sync org_new"]);
});

test("a change of the workspace takes effect with the next transaction of a process that knows the former one", async () => {
  const visit = () =>
    withTenant(visitors.asMember("owner"), "projects:read", async ({ tenant }) => tenant.name).catch(
      (thrown) => thrown,
    );
  const write = () =>
    withTenantToWrite(
      visitors.asMember("owner", { method: "POST" }),
      "projects:write",
      async ({ tenant }) => tenant.name,
    ).catch((thrown) => thrown);
  const former = await visit();
  await db.owner`update public.tenants set name = 'Acme & Sons' where slug = 'acme'`;
  expect([await visit(), await write()]).toEqual(["Acme & Sons", "Acme & Sons"]);
  await db.owner`update public.tenants set name = ${former} where slug = 'acme'`;
  expect([await write(), await visit()]).toEqual([former, former]);
  await setStatus("suspended");
  expect(await write()).toMatchObject({ init: { status: 423 } });
  await setStatus("active");
  expect(await visit()).toBe(former);
  await db.owner`update public.tenants set slug = 'moved' where slug = 'acme'`;
  expect(await visit()).toMatchObject({ init: { status: 404 } });
  await db.owner`update public.tenants set slug = 'acme' where slug = 'moved'`;
  visitors.directory.forget("acme");
  expect(await visit()).toBe(former);
});

test("a workspace that is renamed after each look-up is still served", async () => {
  const args = visitors.asMember("owner");
  let left = 5;
  const find = async (slug: string) => {
    const tenant = await visitors.directory.find(slug);
    if (left-- > 0) await db.owner`update public.tenants set name = ${`Acme ${left}`} where slug = ${slug}`;
    return tenant;
  };
  const forget = (slug: string) => visitors.directory.forget(slug);
  const directory = { find, forget, isBehind: () => false };
  Object.assign(args.context, { directory });
  expect(await withTenant(args, "projects:read", async ({ tenant }) => tenant.name)).toBe("Acme 0");
});

test("members of a workspace that no rollout has reached get 503, others 404, and it is served once it is migrated", async () => {
  const list = (visitor: RouteArgs) => withTenant(visitor, "projects:read", ({ tx }) => listProjects(tx));
  const behind = { data: { code: "tenant-behind" }, init: { status: 503 } };
  // The directory knows the version of before.
  await list(visitors.asMember("owner"));
  await db.owner`alter table tenant_acme.projects rename column color to colour`;
  await db.owner`update public.tenants set schema_version = schema_version - 1 where slug = 'acme'`;
  const stranger = visitors.asMember("stranger", { organizationId: "org_globex" });
  visitors.clerkAnswer = () => clerkJson(membershipOf("abroad"));
  const abroad = visitors.asMember("abroad", { organizationId: "org_globex", ageSeconds: 30 });
  const write = () =>
    withTenantToWrite(visitors.asMember("owner", { method: "POST" }), "projects:write", async () => 1);
  try {
    expect(await list(visitors.asMember("owner")).catch((thrown) => thrown)).toMatchObject(behind);
    expect(await write().catch((thrown) => thrown)).toMatchObject(behind);
    expect(await outcome(abroad)).toMatchObject(behind);
    visitors.clerkAnswer = () => clerkJson(noMemberships);
    expect(await outcome(stranger)).toMatchObject({ init: { status: 404 } });
  } finally {
    await db.owner`alter table tenant_acme.projects rename column colour to color`;
    await db.owner`update public.tenants set schema_version = schema_version + 1 where slug = 'acme'`;
  }
  expect(await list(visitors.asMember("owner"))).toBeArray();
});

test("members of a suspended or deleting workspace get 423; others still 404", async () => {
  for (const status of ["suspended", "deleting"]) {
    await setStatus(status);
    expect(await outcome(visitors.asMember("owner"))).toMatchObject({ init: { status: 423 } });
    expect(await outcome(visitors.asMember("stranger", { organizationId: "org_globex" }))).toMatchObject({
      init: { status: 404 },
    });
  }
  await setStatus("active");
});

test("only an owner enters a workspace that is being deleted, to restore it, and only to read", async () => {
  const restore = (userId: string) =>
    withTenantToRestore(
      visitors.asMember(userId, { organizationId: "org_acme", ageSeconds: 30 }),
      async ({ tenant }) => tenant.status,
    ).catch((thrown) => thrown);
  expect(await restore("owner")).toBe("active");
  expect(await restore("member")).toMatchObject({ init: { status: 403 } });
  await setStatus("deleting");
  expect(await restore("owner")).toBe("deleting");
  expect(await restore("member")).toMatchObject({ init: { status: 423 } });
  expect(await restore("gone")).toMatchObject({ init: { status: 404 } });
  const stranger = withTenantToRestore(
    visitors.asMember("stranger", { organizationId: "org_globex" }),
    async () => "in",
  );
  expect(await stranger.catch((thrown) => thrown)).toMatchObject({ init: { status: 404 } });
  const write = withTenantToRestore(visitors.asMember("owner", { method: "POST" }), ({ tx, member }) =>
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

test("only the owner's 423 offers to restore the workspace", async () => {
  await setStatus("deleting");
  expect(await outcome(visitors.asMember("owner"))).toMatchObject({ data: { mayRestore: true } });
  expect(await outcome(visitors.asMember("member"))).not.toHaveProperty("data.mayRestore");
  await setStatus("suspended");
  expect(await outcome(visitors.asMember("owner"))).not.toHaveProperty("data.mayRestore");
  await setStatus("active");
});

test("a token of another organization is confirmed with Clerk, and only members enter", async () => {
  const elsewhere = (userId: string) => visitors.asMember(userId, { organizationId: "org_globex" });
  visitors.clerkAnswer = () => clerkJson(noMemberships);
  expect(await outcome(elsewhere("owner"))).toMatchObject({ init: { status: 404 } });
  visitors.clerkAnswer = () => clerkJson(membershipOf("member"));
  expect(await outcome(elsewhere("member"))).toBe("admitted");
});

test("Clerk's yes is cached for a minute, its no not at all", async () => {
  const asked: string[] = [];
  visitors.clerkAnswer = () => {
    asked.push("no");
    return clerkJson(noMemberships);
  };
  const viewer = () => outcome(visitors.asMember("viewer", { organizationId: "org_globex" }));
  expect(await viewer()).toMatchObject({ init: { status: 404 } });
  visitors.clerkAnswer = () => {
    asked.push("yes");
    return clerkJson(membershipOf("viewer"));
  };
  expect(await viewer()).toBe("admitted");
  expect(await viewer()).toBe("admitted");
  expect(asked).toEqual(["no", "yes"]);
});

test("a webhook's confirmation counts for a minute too, and strangers are refused without asking Clerk", async () => {
  visitors.clerkAnswer = () => new Response("down", { status: 500 });
  const fresh = person("fresh", { confirmedAt: new Date(Date.now() - 30_000) });
  const old = person("old", { confirmedAt: new Date(Date.now() - 90_000) });
  await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, db.acme, [fresh, old]);
  const elsewhere = (userId: string) => visitors.asMember(userId, { organizationId: "org_globex" });
  expect(await outcome(elsewhere("fresh"))).toBe("admitted");
  expect(await outcome(elsewhere("old"))).toMatchObject({ init: { status: 503 } });
  expect(await outcome(elsewhere("stranger"))).toMatchObject({ init: { status: 404 } });
});

for (const [how, answer] of [
  ["answers with an error", () => new Response("down", { status: 500 })],
  ["accepts and never answers", () => new Promise<Response>(() => {})],
] as const) {
  test(`when Clerk ${how}, a token of this organization suffices, and another gets 503 within seconds`, async () => {
    visitors.clerkAnswer = answer;
    const begun = performance.now();
    expect(await outcome(visitors.asMember("viewer"))).toBe("admitted");
    const other = await outcome(visitors.asMember("gone-quiet", { organizationId: "org_globex" }));
    expect(other).toMatchObject({ init: { status: 503 } });
    expect(performance.now() - begun).toBeLessThan(4500);
  }, 15_000);
}

test("signed out, every legal slug answers alike: to the apex sign-in, and back afterwards", async () => {
  for (const host of ["acme.app.localhost:3000", "nobody.app.localhost:3000"]) {
    const response = (await outcome(visitors.argsFor({ host, path: "/projects?archived=1" }))) as Response;
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get("location") ?? "");
    expect(location.origin + location.pathname).toBe(`${apex}/sign-in`);
    expect(location.searchParams.get("redirect_url")).toBe(`http://${host}/projects?archived=1`);
  }
});

test("an expired token sends a document to Clerk's handshake, and a data request to reload the document", async () => {
  const token = sessionToken({ userId: "owner", origin: acmeOrigin, ageSeconds: 3600 });
  const document = (await outcome(visitors.argsFor({ token }))) as Response;
  expect(document.status).toBe(307);
  expect(document.headers.get("location")).toContain("/v1/client/handshake");
  const request = (await outcome(visitors.argsFor({ token, destination: "empty" }))) as Response;
  expect(request.headers.get("x-remix-reload-document")).toBe("true");
});

async function outcome(args: RouteArgs, permission: Permission = "projects:read"): Promise<unknown> {
  return await withTenant(args, permission, async () => "admitted").catch((thrown) => thrown);
}

/** Sets acme's status. The directory, which knows the former one, does not learn of it. */
async function setStatus(status: string): Promise<void> {
  await db.owner`update public.tenants set status = ${status},
        suspended_at = case when ${status} = 'suspended' then now() end,
        deleting_since = case when ${status} = 'deleting' then now() end where slug = 'acme'`;
}
