import { expect, test } from "@playwright/test";
import type { Workspace } from "../people.ts";
import { asData, bearer, Caller, call, dataPath, faceOf } from "../raw-client.ts";
import { contentOf, createProject, createTask } from "../rows.ts";
import { originOf, tenantUrl } from "../stack.ts";
import { addTo, anyForm, createNeighbours, expectNothingOf, type Neighbour } from "./neighbours.ts";

// Mallory, a member of acme who writes requests by hand, tries to read or change globex. Bob is a member of both.

let acme: Neighbour;
let globex: Neighbour;
let mallory: Caller;
let bob: Caller;

test.beforeAll(async () => {
  [acme, globex] = await createNeighbours();
  await addTo(globex, acme.people.owner.id, "org:admin");
  [mallory, bob] = await Promise.all([Caller.signIn(acme.people.member), Caller.signIn(acme.people.owner)]);
});

/** A member of nothing there gets a 404. A token of another page signs no one in, so it also leads to the sign-in. */
const noMember = { get: [404], post: [404, 405] };
const notSignedIn = { get: [202, 302, 307, 404], post: [302, 303, 401, 404, 405] };
const badTokens = [
  { name: "made for globex's page", by: () => mallory.token(originOf(globex)), refused: noMember },
  {
    name: "made for globex's page while acme is active",
    by: () => mallory.token(originOf(globex), acme.organizationId),
    refused: noMember,
  },
  { name: "made for no page", by: () => mallory.token(undefined, acme.organizationId), refused: noMember },
  {
    name: "copied from acme's page",
    by: () => mallory.token(originOf(acme), acme.organizationId),
    refused: notSignedIn,
  },
  {
    name: "of a member of both, copied from acme's page",
    by: () => bob.token(originOf(acme), acme.organizationId),
    refused: notSignedIn,
  },
];
for (const { name, by, refused } of badTokens) {
  test(`a token ${name} opens no page of globex and writes nothing, as cookie or as bearer`, async () => {
    const before = await contentOf(globex);
    const token = await by();
    for (const headers of [bob.cookiesWith(token), bearer(token)]) {
      for (const path of pathsOf(globex)) {
        const url = tenantUrl(globex.slug, path);
        const data = tenantUrl(globex.slug, dataPath(path));
        expectNothingOf(globex, await call(url, { headers }), refused.get);
        expectNothingOf(globex, await call(data, { headers: { ...headers, ...asData } }), refused.get);
        expectNothingOf(globex, await call(url, { headers, form: anyForm }), refused.post);
        expectNothingOf(globex, await call(data, { headers, form: anyForm }), [202, ...refused.post]);
      }
    }
    expect(await contentOf(globex)).toBe(before);
  });
}

test("a data request for one route alone, or for the frame without its page, shows nothing of globex", async () => {
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

test("the host alone decides whose rows a member of both sees, not the session's active organization", async () => {
  for (const host of [acme, globex]) {
    for (const organizationId of [acme.organizationId, globex.organizationId, undefined]) {
      const headers = await bob.cookies(originOf(host), organizationId);
      const { status, body } = await call(tenantUrl(host.slug, "/projects"), { headers });
      const shown = [acme, globex].filter(({ mark }) => body.includes(mark));
      expect([status, shown]).toEqual([200, [host]]);
    }
  }
});

test("a Host header that names globex, sent with acme's cookies, signs no one in", async () => {
  const host = new URL(originOf(globex)).host;
  const headers = { ...(await mallory.cookies(originOf(acme), acme.organizationId)), host };
  for (const path of ["/projects", "/projects.data", "/members"])
    expectNothingOf(globex, await call(tenantUrl(acme.slug, path), { headers }), [202, 302, 307]);
});

test("headers that claim the request was forwarded from globex change nothing", async () => {
  const headers = await mallory.cookies(originOf(acme), acme.organizationId);
  const host = new URL(originOf(globex)).host;
  const forwarded = {
    "x-forwarded-proto": "https",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-port": "443",
  };
  const claims: Record<string, string>[] = [
    { "x-forwarded-host": host },
    { "x-forwarded-host": host, ...forwarded },
    { forwarded: `host=${host};proto=https` },
    { "x-original-host": host, "x-host": host, "x-original-url": "/members", "x-rewrite-url": "/members" },
  ];
  for (const claim of claims) {
    const answer = await call(tenantUrl(acme.slug, "/projects"), { headers: { ...headers, ...claim } });
    expectNothingOf(globex, answer, [200]);
    expect(answer.body).toContain(acme.mark);
  }
});

test("an id of globex's, or of another project, is a 404 on acme's host, to read and to write", async () => {
  const theirs = await createTask(globex, globex.projectId, "Of globex");
  const elsewhere = await createProject(acme, acme.people.owner.id, "Elsewhere");
  const own = await createTask(acme, acme.projectId, "Of acme");
  const before = await contentOf(globex);
  const headers = await bob.cookies(originOf(acme), acme.organizationId);
  const pages = ["edit", "delete"].map((page) => `/projects/${globex.projectId}/${page}`);
  const tasks = [`/projects/${acme.projectId}/tasks/${theirs}`, `/projects/${elsewhere}/tasks/${own}`];
  const targets = [
    ...[...pages, ...tasks, `/projects/${globex.projectId}`],
    ...["archive", "change"].map((noun) => `/projects/${globex.projectId}/${noun}`),
    ...["fields", "place", "deletion", "restoration"].map((noun) => `/tasks/${theirs}/${noun}`),
  ];
  const fields = { ...anyForm, title: "X", version: "1", wasTitle: "x", wasStatus: "todo" };
  const get = async (path: string) => await call(tenantUrl(acme.slug, path), { headers });
  const post = async (path: string, form: Record<string, string>) =>
    await call(tenantUrl(acme.slug, path), { headers, form });
  for (const path of [...pages, ...tasks]) expectNothingOf(globex, await get(path), [404]);
  for (const path of targets) {
    expectNothingOf(globex, await post(path, fields), [404]);
    expectNothingOf(globex, await post(dataPath(path), fields), [404]);
  }
  for (const path of ["/projects/archive", "/projects/restoration"])
    expectNothingOf(globex, await post(path, { id: globex.projectId }), [404]);
  expect(await contentOf(globex)).toBe(before);
});

test("the API refuses a path whose slug is not its host's", async () => {
  const before = await contentOf(globex);
  const api = (slug: string) => `/api/tenants/${slug}/users/onboarding`;
  const wrong: [Workspace, string][] = [
    [acme, globex.slug],
    [globex, acme.slug],
    [acme, acme.slug.toUpperCase()],
    [acme, `${acme.slug}%2f..%2f${globex.slug}`],
  ];
  const form = { firstName: "Mallory", tenant: globex.slug, slug: globex.slug, tenant_id: "x", id: "x" };
  for (const [host, slug] of wrong) {
    const headers = await bob.cookies(originOf(host), host.organizationId);
    expect((await call(tenantUrl(host.slug, api(slug)), { headers })).status).toBe(404);
    expect((await call(tenantUrl(host.slug, api(slug)), { headers, form })).status).toBe(404);
  }
  expect(await contentOf(globex)).toBe(before);
});

test("an outsider cannot tell a workspace that exists from one that does not", async () => {
  const missing = { ...globex, slug: `nobody-${globex.slug.slice(-6)}` };
  const signedIn = (workspace: Workspace) => mallory.cookies(originOf(workspace), acme.organizationId);
  const elsewhere = () => mallory.cookies(originOf(acme), acme.organizationId);
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
  const pages = ["/dashboard", "/projects", "/projects?archived=1", "/projects/new", "/members", "/welcome"];
  const project = ["edit", "archive", "change", "delete", "board"].map(
    (name) => `/projects/${projectId}/${name}`,
  );
  const task = ["fields", "place", "deletion", "restoration"].map((noun) => `/tasks/${projectId}/${noun}`);
  return [
    ...[
      ...pages,
      ...project,
      ...task,
      "/projects/archive",
      "/projects/restoration",
      "/my-tasks",
      "/members/x",
    ],
    ...[`/projects/${projectId}`, `/projects/${projectId}/tasks/${projectId}`],
    `/api/tenants/${slug}/users/onboarding`,
  ];
}
