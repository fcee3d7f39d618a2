import { expect, test } from "@playwright/test";
import { anyForm, createNeighbours, expectNothingOf, letInto, type Neighbour } from "./neighbours.ts";
import type { Workspace } from "./people.ts";
import { asData, bearer, Caller, call, dataPath, faceOf } from "./raw-client.ts";
import { contentOf } from "./rows.ts";
import { originOf, tenantUrl } from "./stack.ts";

// Somebody who is signed in and a member of acme, and speaks HTTP by hand, wants to read or change globex.

let acme: Neighbour;
let globex: Neighbour;
/** A member of acme. */
let mallory: Caller;
/** A member of both. */
let bob: Caller;

test.beforeAll(async () => {
  [acme, globex] = await createNeighbours();
  await letInto(globex, acme.people.owner.id, "org:admin");
  [mallory, bob] = await Promise.all([Caller.signIn(acme.people.member), Caller.signIn(acme.people.owner)]);
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
      for (const path of pathsOf(globex)) {
        expectNothingOf(globex, await call(tenantUrl(globex.slug, path), { headers }), [404]);
        const data = await call(tenantUrl(globex.slug, dataPath(path)), {
          headers: { ...headers, ...asData },
        });
        expectNothingOf(globex, data, [404]);
        for (const target of [path, dataPath(path)]) {
          const posted = await call(tenantUrl(globex.slug, target), { headers, form: anyForm });
          expectNothingOf(globex, posted, [404, 405]);
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
    "routes/workspace/frame",
    "routes/projects/index",
    "routes/workspace/dashboard",
    "root,routes/members",
  ]) {
    for (const page of ["/dashboard", "/projects", "/members"]) {
      const url = tenantUrl(globex.slug, `${page}.data?_routes=${encodeURIComponent(routes)}`);
      expectNothingOf(globex, await call(url, { headers }), [200, 404]);
    }
  }
});

test("the session that acme's page holds, copied to globex's host, signs in nobody, a member of both neither", async () => {
  const before = await contentOf(globex);
  for (const caller of [mallory, bob]) {
    const token = await caller.token(originOf(acme), acme.organizationId);
    for (const headers of [caller.cookiesWith(token), bearer(token)]) {
      for (const path of pathsOf(globex)) {
        expectNothingOf(globex, await call(tenantUrl(globex.slug, path), { headers }), [302, 307, 404]);
        const data = { ...headers, ...asData };
        expectNothingOf(
          globex,
          await call(tenantUrl(globex.slug, dataPath(path)), { headers: data }),
          [202, 404],
        );
        const posted = await call(tenantUrl(globex.slug, path), { headers, form: anyForm });
        expectNothingOf(globex, posted, [302, 303, 404, 405]);
      }
    }
  }
  expect(await contentOf(globex)).toBe(before);
});

test("the active organization of the session chooses nothing: the host alone says whose rows are shown", async () => {
  const cases = [
    { host: acme, token: await bob.token(originOf(acme), globex.organizationId), mark: acme.mark },
    { host: globex, token: await bob.token(originOf(globex), acme.organizationId), mark: globex.mark },
    { host: acme, token: await bob.token(originOf(acme)), mark: acme.mark },
    { host: globex, token: await bob.token(originOf(globex)), mark: globex.mark },
  ];
  for (const { host, token, mark } of cases) {
    const { status, body } = await call(tenantUrl(host.slug, "/projects"), {
      headers: bob.cookiesWith(token),
    });
    expect([status, body.includes(acme.mark), body.includes(globex.mark)]).toEqual([
      200,
      mark === acme.mark,
      mark === globex.mark,
    ]);
  }
});

test("a Host that names globex, sent over acme's connection with acme's cookies, signs in nobody", async () => {
  const headers = await mallory.cookies(originOf(acme), acme.organizationId);
  for (const path of ["/projects", "/projects.data", "/members"]) {
    const host = new URL(originOf(globex)).host;
    expectNothingOf(
      globex,
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
    expectNothingOf(globex, answer, [200]);
    expect(answer.body).toContain(acme.mark);
  }
});

test("globex's ids are nobody's on acme's host, and the slug of a path has to be the host's", async () => {
  const before = await contentOf(globex);
  const onAcme = await bob.cookies(originOf(acme), acme.organizationId);
  const onGlobex = await bob.cookies(originOf(globex), globex.organizationId);
  const unknown = crypto.randomUUID();
  const resources = ["edit", "archive", "change", "delete"].map(
    (name) => `/projects/${globex.projectId}/${name}`,
  );
  for (const path of resources) {
    for (const target of [path, dataPath(path)]) {
      const foreign = await call(tenantUrl(acme.slug, target), { headers: onAcme, form: anyForm });
      expectNothingOf(globex, foreign, [404]);
      const missing = target.replace(globex.projectId, unknown);
      expect((await call(tenantUrl(acme.slug, missing), { headers: onAcme, form: anyForm })).status).toBe(
        404,
      );
    }
  }
  for (const page of ["edit", "delete"])
    expectNothingOf(
      globex,
      await call(tenantUrl(acme.slug, `/projects/${globex.projectId}/${page}`), { headers: onAcme }),
      [404],
    );
  for (const path of ["/projects/archive", "/projects/restoration"])
    expectNothingOf(
      globex,
      await call(tenantUrl(acme.slug, path), { headers: onAcme, form: { id: globex.projectId } }),
      [404],
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
    for (const path of [...pathsOf(globex), "/", "/nothing", "/sign-in", "/onboarding/progress"]) {
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

function pathsOf({ slug, projectId }: Neighbour): string[] {
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
