import { expect, test } from "@playwright/test";
import { asAdministrator, clerkApi, createWorkspace, type Workspace } from "./people.ts";
import { type Answer, asData, bearer, Caller, call, dataPath, faceOf } from "./raw-client.ts";
import { contentOf, createProject, projectNames, schemaOf } from "./rows.ts";
import { originOf, tenantUrl } from "./stack.ts";

// Somebody who is signed in and a member of acme, and speaks HTTP by hand, wants to read or change globex.

let acme: Workspace;
let globex: Workspace;
/** A member of acme. */
let mallory: Caller;
/** A member of both. */
let bob: Caller;
let acmeProject: string;
let globexProject: string;
const acmeMark = "Anvil, of acme alone";
const globexMark = "Doomsday device, of globex alone";

test.beforeAll(async () => {
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
  await addToGlobex(acme.people.owner.id, "org:admin");
  [mallory, bob] = await Promise.all([Caller.signIn(acme.people.member), Caller.signIn(acme.people.owner)]);
  acmeProject = await createProject(acme, acme.people.member.id, acmeMark);
  globexProject = await createProject(globex, globex.people.owner.id, globexMark);
});

test("with a valid token made out to globex's page, somebody who is no member gets a 404 wherever they look", async () => {
  const before = await contentOf(globex);
  const origin = originOf(globex);
  const tokens = [
    await mallory.token(origin),
    await mallory.token(origin, acme.organizationId),
    await mallory.token(undefined, acme.organizationId),
  ];
  for (const token of tokens) {
    for (const headers of [mallory.cookiesWith(token), bearer(token)]) {
      for (const path of pathsOf(globex, globexProject)) {
        expectNothingOfGlobex(await call(tenantUrl(globex.slug, path), { headers }), [404]);
        const data = await call(tenantUrl(globex.slug, dataPath(path)), {
          headers: { ...headers, ...asData },
        });
        expectNothingOfGlobex(data, [404]);
        for (const target of [path, dataPath(path)]) {
          const posted = await call(tenantUrl(globex.slug, target), { headers, form: anyForm });
          expectNothingOfGlobex(posted, [404, 405]);
        }
      }
    }
  }
  expect(await contentOf(globex)).toBe(before);
});

test("a data request that asks for one route alone, or for the frame without its page, is no way in", async () => {
  const headers = { ...(await mallory.cookies(originOf(globex))), ...asData };
  for (const routes of [
    "root",
    "routes/workspace",
    "routes/projects",
    "routes/dashboard",
    "root,routes/members",
  ]) {
    for (const page of ["/dashboard", "/projects", "/members"]) {
      const url = tenantUrl(globex.slug, `${page}.data?_routes=${encodeURIComponent(routes)}`);
      expectNothingOfGlobex(await call(url, { headers }), [200, 404]);
    }
  }
});

test("the session that acme's page holds, copied to globex's host, signs in nobody, a member of both neither", async () => {
  const before = await contentOf(globex);
  for (const caller of [mallory, bob]) {
    const token = await caller.token(originOf(acme), acme.organizationId);
    for (const headers of [caller.cookiesWith(token), bearer(token)]) {
      for (const path of pathsOf(globex, globexProject)) {
        expectNothingOfGlobex(await call(tenantUrl(globex.slug, path), { headers }), [302, 307, 404]);
        const data = { ...headers, ...asData };
        expectNothingOfGlobex(
          await call(tenantUrl(globex.slug, dataPath(path)), { headers: data }),
          [202, 404],
        );
        const posted = await call(tenantUrl(globex.slug, path), { headers, form: anyForm });
        expectNothingOfGlobex(posted, [302, 303, 404, 405]);
      }
    }
  }
  expect(await contentOf(globex)).toBe(before);
});

test("the active organization of the session chooses nothing: the host alone says whose rows are shown", async () => {
  const cases = [
    { host: acme, token: await bob.token(originOf(acme), globex.organizationId), mark: acmeMark },
    { host: globex, token: await bob.token(originOf(globex), acme.organizationId), mark: globexMark },
    { host: acme, token: await bob.token(originOf(acme)), mark: acmeMark },
    { host: globex, token: await bob.token(originOf(globex)), mark: globexMark },
  ];
  for (const { host, token, mark } of cases) {
    const { status, body } = await call(tenantUrl(host.slug, "/projects"), {
      headers: bob.cookiesWith(token),
    });
    expect([status, body.includes(acmeMark), body.includes(globexMark)]).toEqual([
      200,
      mark === acmeMark,
      mark === globexMark,
    ]);
  }
});

test("a Host that names globex, sent over acme's connection with acme's cookies, signs in nobody", async () => {
  const headers = await mallory.cookies(originOf(acme), acme.organizationId);
  for (const path of ["/projects", "/projects.data", "/members"]) {
    const host = new URL(originOf(globex)).host;
    expectNothingOfGlobex(
      await call(tenantUrl(acme.slug, path), { headers: { ...headers, host } }),
      [202, 302, 307],
    );
  }
});

test("what claims to be forwarded from globex is acme's all the same", async () => {
  const headers = await mallory.cookies(originOf(acme), acme.organizationId);
  const host = new URL(originOf(globex)).host;
  const forged: Record<string, string>[] = [
    { "x-forwarded-host": host },
    {
      "x-forwarded-host": host,
      "x-forwarded-proto": "https",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": "443",
    },
    { forwarded: `host=${host};proto=https` },
    { "x-original-host": host, "x-host": host, "x-original-url": "/members", "x-rewrite-url": "/members" },
  ];
  for (const claims of forged) {
    const answer = await call(tenantUrl(acme.slug, "/projects"), { headers: { ...headers, ...claims } });
    expectNothingOfGlobex(answer, [200]);
    expect(answer.body).toContain(acmeMark);
  }
});

test("globex's ids are nobody's on acme's host, and the slug of a path has to be the host's", async () => {
  const before = await contentOf(globex);
  const onAcme = await bob.cookies(originOf(acme), acme.organizationId);
  const onGlobex = await bob.cookies(originOf(globex), globex.organizationId);
  const unknown = crypto.randomUUID();
  const resources = ["edit", "archive", "change", "delete"].map(
    (name) => `/projects/${globexProject}/${name}`,
  );
  for (const path of resources) {
    for (const target of [path, dataPath(path)]) {
      const foreign = await call(tenantUrl(acme.slug, target), { headers: onAcme, form: anyForm });
      expectNothingOfGlobex(foreign, [404]);
      const missing = target.replace(globexProject, unknown);
      expect((await call(tenantUrl(acme.slug, missing), { headers: onAcme, form: anyForm })).status).toBe(
        404,
      );
    }
  }
  for (const page of ["edit", "delete"])
    expectNothingOfGlobex(
      await call(tenantUrl(acme.slug, `/projects/${globexProject}/${page}`), { headers: onAcme }),
      [404],
    );
  for (const path of ["/projects/archive", "/projects/restoration"])
    expectNothingOfGlobex(
      await call(tenantUrl(acme.slug, path), { headers: onAcme, form: { id: globexProject } }),
      [302],
    );
  const api = ({ slug }: Workspace) => `/api/tenants/${slug}/users/onboarding`;
  const wrong = [
    [acme, api(globex), onAcme],
    [globex, api(acme), onGlobex],
    [acme, api({ ...acme, slug: acme.slug.toUpperCase() }), onAcme],
    [acme, api({ ...acme, slug: `${acme.slug}%2f..%2f${globex.slug}` }), onAcme],
  ] as const;
  const form = { firstName: "Mallory", tenant: globex.slug, slug: globex.slug, tenant_id: "x", id: "x" };
  for (const [{ slug }, path, headers] of wrong) {
    expect((await call(tenantUrl(slug, path), { headers })).status).toBe(404);
    expect((await call(tenantUrl(slug, path), { headers, form })).status).toBe(404);
  }
  expect(await contentOf(globex)).toBe(before);
});

test("a stranger cannot tell a workspace that exists from one that does not", async () => {
  const missing = { ...globex, slug: `nobody-${globex.slug.slice(-6)}` };
  const signedIn = async (workspace: Workspace) => mallory.cookies(originOf(workspace), acme.organizationId);
  const elsewhere = async () => mallory.cookies(originOf(acme), acme.organizationId);
  for (const cookies of [signedIn, elsewhere, async () => ({})]) {
    for (const path of [
      ...pathsOf(globex, globexProject),
      "/",
      "/nothing",
      "/sign-in",
      "/onboarding/progress",
    ]) {
      for (const extra of [{}, asData]) {
        for (const form of [undefined, anyForm]) {
          const seen = async (workspace: Workspace) => {
            const own = path.replace(globex.slug, workspace.slug);
            const target = extra === asData ? dataPath(own) : own;
            const headers = { ...(await cookies(workspace)), ...extra };
            return faceOf(await call(tenantUrl(workspace.slug, target), { headers, form }), workspace.slug);
          };
          expect(await seen(globex), `${path} ${form ? "POST" : "GET"}`).toEqual(await seen(missing));
        }
      }
    }
  }
});

test("a viewer's own requests by hand write nothing", async () => {
  const viewer = await Caller.signIn(acme.people.viewer);
  const token = await viewer.token(originOf(acme), acme.organizationId);
  const before = await projectNames(acme);
  for (const headers of [viewer.cookiesWith(token), bearer(token)]) {
    for (const path of [
      "/projects/new",
      `/projects/${acmeProject}/edit`,
      `/projects/${acmeProject}/archive`,
      `/projects/${acmeProject}/change`,
      `/projects/${acmeProject}/delete`,
      "/projects/archive",
      "/projects/restoration",
      `/projects/${acmeProject}`,
      `/projects/${acmeProject}/tasks/${acmeProject}`,
      ...["fields", "place", "deletion", "restoration"].map((noun) => `/tasks/${acmeProject}/${noun}`),
    ]) {
      for (const target of [path, dataPath(path)]) {
        expect((await call(tenantUrl(acme.slug, target), { headers, form: anyForm })).status).toBe(403);
      }
    }
  }
  expect(await projectNames(acme)).toEqual(before);
});

for (const webhook of ["arrives", "is lost"]) {
  test(`somebody who was removed is out when the webhook ${webhook}`, async () => {
    const { admin } = acme.people;
    await addToGlobex(admin.id, "org:admin");
    const caller = await Caller.signIn(admin);
    const look = (headers: Record<string, string>) => call(tenantUrl(globex.slug, "/projects"), { headers });
    const before = await caller.cookies(originOf(globex), globex.organizationId);
    expect((await look(before)).body).toContain(globexMark);
    await clerkApi().organizations.deleteOrganizationMembership({
      organizationId: globex.organizationId,
      userId: admin.id,
    });
    await expect.poll(() => isActive(admin.id)).toBe(false);
    // The old token still names globex, and is good for a minute: the row is what keeps them out.
    expectWithout(await look(before), [globexMark], [404]);
    // A webhook that was lost is one after which the row is as it was, and older than Clerk's word is good for.
    if (webhook === "is lost") await setActive(admin.id);
    for (const organizationId of [undefined, acme.organizationId]) {
      const renewed = await caller.cookies(originOf(globex), organizationId);
      expectNothingOfGlobex(await look(renewed), [404]);
    }
  });
}

const anyForm = {
  name: "Owned",
  description: "",
  color: "red",
  status: "done",
  firstName: "Owned",
  phone: "666",
};

function pathsOf({ slug }: Workspace, projectId: string): string[] {
  const pages = [
    "/dashboard",
    "/projects",
    "/projects?archived=1",
    "/projects/new",
    "/members",
    "/members/x",
    "/welcome",
  ];
  const ofOne = ["edit", "archive", "change", "delete", "board"].map(
    (name) => `/projects/${projectId}/${name}`,
  );
  const task = ["fields", "place", "deletion", "restoration"].map((noun) => `/tasks/${projectId}/${noun}`);
  const resources = [
    ...[...ofOne, "/projects/archive", "/projects/restoration", `/projects/${projectId}`, "/my-tasks"],
    ...[`/projects/${projectId}/tasks/${projectId}`, ...task],
  ];
  return [...pages, ...resources, `/api/tenants/${slug}/users/onboarding`];
}

function expectNothingOfGlobex(answer: Answer, statuses: number[]): void {
  const emails = Object.values(globex.people).map(({ email }) => email);
  expectWithout(answer, [globexMark, globex.organizationId, ...emails], statuses);
}

function expectWithout({ status, headers, body }: Answer, secrets: string[], statuses: number[]): void {
  expect(statuses).toContain(status);
  const text = JSON.stringify([...headers]) + body;
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
}

async function addToGlobex(userId: string, role: string): Promise<void> {
  await clerkApi().organizations.createOrganizationMembership({
    organizationId: globex.organizationId,
    userId,
    role,
  });
  await expect.poll(() => isActive(userId)).toBe(true);
}

async function isActive(userId: string): Promise<boolean> {
  const rows = await asAdministrator(
    (sql) => sql`select from ${sql(schemaOf(globex))}.users where id = ${userId} and is_active`,
  );
  return rows.length > 0;
}

async function setActive(userId: string): Promise<void> {
  await asAdministrator(
    (sql) => sql`
      update ${sql(schemaOf(globex))}.users set is_active = true, confirmed_at = now() - interval '2 minutes'
      where id = ${userId}`,
  );
}
