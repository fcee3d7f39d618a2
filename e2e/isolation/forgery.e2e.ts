import { connect } from "node:net";
import { expect, test } from "@playwright/test";
import { createWorkspace, password, signIn, signInTo, signOut, type Workspace } from "../people.ts";
import { Caller, call, dataPath } from "../raw-client.ts";
import { createProject, projectNames } from "../rows.ts";
import { originOf, stack, tenantUrl } from "../stack.ts";

// What an attacker can make a member's browser do: send forms from another page, follow a redirect, show cached pages.

let acme: Workspace;
let globex: Workspace;
let owner: Caller;

test.beforeAll(async () => {
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
  owner = await Caller.signIn(globex.people.owner);
});

test("a form is accepted from the page's own origin only", async () => {
  const own = originOf(globex);
  const apex = new URL(stack().baseUrl);
  const origins = [undefined, own, originOf(acme), apex.origin, "null", "https://evil.example"];
  origins.push(own.replace("http:", "https:"), own.replace(apex.port, "1"), `${own}.evil.example`);
  const sites = [undefined, "same-origin", "none", "same-site", "cross-site", "anything"];
  const headers = await owner.cookies(own, globex.organizationId);
  const accepted: string[] = [];
  for (const origin of origins) {
    for (const site of sites) {
      for (const path of ["/projects/new", dataPath("/projects/new")]) {
        const name = `${origin} ${site} ${path}`;
        const claims = { ...(origin && { origin }), ...(site && { "sec-fetch-site": site }) };
        const form = { name, description: "" };
        const { status } = await call(tenantUrl(globex.slug, path), {
          form,
          headers: { ...headers, ...claims },
        });
        const isOwn = [undefined, own].includes(origin) && [undefined, "same-origin", "none"].includes(site);
        if (isOwn) accepted.push(name);
        else expect(status, name).toBe(403);
      }
    }
  }
  expect(await projectNames(globex)).toEqual(accepted.sort());
});

test("a GET or HEAD changes nothing, even with headers and parameters that claim to be a POST", async () => {
  const project = await createProject(acme, acme.people.owner.id, "Stays as it is");
  const before = await projectNames(acme);
  const caller = await Caller.signIn(acme.people.owner);
  const headers = await caller.cookies(originOf(acme), acme.organizationId);
  const disguised = { ...headers, "x-http-method-override": "POST", "x-http-method": "POST" };
  for (const path of ["/projects/new", `/projects/${project}/edit`, `/projects/${project}/archive`]) {
    for (const method of ["GET", "HEAD"] as const) {
      await call(tenantUrl(acme.slug, `${path}?_method=POST&name=Forged&color=red`), {
        method,
        headers: disguised,
      });
    }
  }
  expect(await projectNames(acme)).toEqual(before);
});

test("a form on acme's page cannot write to globex, and its scripts cannot read globex", async ({
  browser,
}) => {
  // Without our Content-Security-Policy, as if an attacker had found a hole in a page of ours.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await signIn(page, globex.people.member, tenantUrl(globex.slug, "/projects"));
  await context.route(tenantUrl(acme.slug, "/trap"), (route) =>
    route.fulfill({ contentType: "text/html", body: "<title>Trap</title>" }),
  );
  const before = await projectNames(globex);
  await page.goto(tenantUrl(acme.slug, "/trap"));
  const refused = page.waitForResponse((response) => response.url().includes("/projects/new"));
  await page.evaluate(
    (action) => {
      const form = Object.assign(document.createElement("form"), { method: "POST", action });
      form.innerHTML = `<input name="name" value="Forged">`;
      document.body.append(form);
      form.submit();
    },
    tenantUrl(globex.slug, "/projects/new"),
  );
  expect((await refused).status()).toBe(403);
  await page.waitForURL(tenantUrl(globex.slug, "/projects/new"));
  await page.goto(tenantUrl(acme.slug, "/trap"));
  const read = await page.evaluate(
    async (url) => {
      const simple = { credentials: "include", mode: "no-cors" } as const;
      const body = new URLSearchParams({ name: "Forged" });
      await fetch(url, { ...simple, method: "POST", body }).catch(() => {});
      return await fetch(url, { credentials: "include" }).then(
        () => "read",
        () => "refused",
      );
    },
    tenantUrl(globex.slug, "/projects/new"),
  );
  expect(read).toBe("refused");
  expect(await projectNames(globex)).toEqual(before);
  await context.close();
});

const foreign = [
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "http://app.localhost.evil.example/",
  "http://evil.example#.app.localhost",
  "http://evil.example?.app.localhost",
  "http://app.localhost:PORT@evil.example/",
  "http://someone@acme.app.localhost:PORT/",
  "http://acme.app.localhost:1/",
  "https://acme.app.localhost:PORT/",
  "http://a.b.app.localhost:PORT/",
  "http://acme.app.localhost:PORT.evil.example/",
];
test("the server drops a redirect_url that is not one of our addresses", async () => {
  const { port } = new URL(stack().baseUrl);
  for (const address of foreign.map((each) => each.replace("PORT", port))) {
    const url = new URL("/sign-in.data", stack().baseUrl);
    url.searchParams.set("redirect_url", address);
    const { status, body } = await call(url.href);
    expect(status).toBe(200);
    expect(body, address).not.toContain(JSON.stringify(address));
    expect(body).not.toContain("evil.example");
  }
});

for (const parameter of ["redirect_url", "sign_in_force_redirect_url"]) {
  test(`a person who is already signed in is not redirected to another site by ${parameter}`, async ({
    page,
  }) => {
    await signInTo(page, acme, "member");
    for (const path of ["/sign-in", "/sign-up"]) {
      await page.goto(new URL(`${path}?${parameter}=https://evil.example/`, stack().baseUrl).href);
      await page.waitForURL((url) => !url.pathname.startsWith(path));
      expect(new URL(page.url()).hostname).toMatch(/(^|\.)app\.localhost$/);
    }
  });
}

test("sign-in does not redirect to another site", async ({ page }) => {
  const url = new URL("/sign-in?redirect_url=https://evil.example/", stack().baseUrl);
  await page.goto(url.href);
  await page.getByLabel("Email address").fill(acme.people.member.email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.waitForURL(new URL("/workspaces", stack().baseUrl).href);
});

test("after sign-out the back button shows nothing of the workspace", async ({ page }) => {
  await createProject(acme, acme.people.owner.id, "Seen before sign-out");
  await signInTo(page, acme, "viewer", "/projects");
  await expect(page.getByText("Seen before sign-out")).toBeVisible();
  await page.goto(tenantUrl(acme.slug, "/members"));
  await expect(page.getByText(acme.people.owner.email)).toBeVisible();
  await signOut(page);
  await page.waitForURL((url) => url.pathname === "/");
  for (let steps = 0; steps < 3; steps++) {
    await page.goBack().catch(() => {});
    await page.waitForLoadState("load").catch(() => {});
    const text = (await page.locator("body").textContent()) ?? "";
    expect(text).not.toContain("Seen before sign-out");
    expect(text).not.toContain(acme.people.owner.email);
  }
});

test("no page of a workspace may be cached", async () => {
  const caller = await Caller.signIn(acme.people.owner);
  const headers = await caller.cookies(originOf(acme), acme.organizationId);
  for (const path of [
    "/dashboard",
    "/projects",
    "/projects.data",
    "/members",
    "/members.data",
    "/nothing",
    "/welcome",
  ]) {
    const answer = await call(tenantUrl(acme.slug, path), { headers });
    expect(answer.headers.get("cache-control"), path).toBe("private, no-store");
  }
});

test("prefetched data may be cached for seconds, for the same cookies only", async () => {
  const caller = await Caller.signIn(acme.people.owner);
  const headers = await caller.cookies(originOf(acme), acme.organizationId);
  for (const path of ["/projects", "/projects.data"]) {
    const answer = await call(tenantUrl(acme.slug, path), {
      headers: { ...headers, "sec-purpose": "prefetch" },
    });
    const [kept, vary] = [answer.headers.get("cache-control"), answer.headers.get("vary")];
    const isData = path.endsWith(".data");
    expect([kept, vary]).toEqual(isData ? ["private, max-age=5", "Cookie"] : ["private, no-store", null]);
  }
  const stranger = await call(tenantUrl(acme.slug, "/projects.data"), {
    headers: { "sec-purpose": "prefetch" },
  });
  expect(stranger.headers.get("cache-control")).toBe("private, no-store");
});

test("a form whose token cannot be renewed changes nothing and stays as it was typed", async ({
  page,
  context,
}) => {
  await signInTo(page, acme, "member", "/projects/new");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Name", { exact: true }).fill("Half-typed, of acme");
  await context.route(`${stack().clerk.frontendUrl}/**`, (route) => route.abort());
  await context.clearCookies({ name: /^__session/ });
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("alert")).toHaveText("This couldn’t be saved. Try again in a moment.");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Half-typed, of acme");
  expect(await projectNames(acme)).not.toContain("Half-typed, of acme");
  await context.unrouteAll();
  await page.getByRole("button", { name: "Create project" }).click();
  await page.waitForURL(tenantUrl(acme.slug, "/projects"));
});

test("a request with two hosts, or different hosts in its line and header, shows nothing of either", async () => {
  const cookies = await owner.cookies(originOf(globex), globex.organizationId);
  await createProject(globex, globex.people.owner.id, "Of globex alone");
  const [own, other] = [globex, acme].map(({ slug }) => new URL(tenantUrl(slug)).host) as [string, string];
  const asked = async (line: string, hosts: string[]) =>
    await sendRaw([
      line,
      ...hosts.map((host) => `Host: ${host}`),
      `Cookie: ${cookies.cookie}`,
      "Connection: close",
    ]);
  expect(await asked("GET /projects HTTP/1.1", [own])).toContain("Of globex alone");
  for (const answer of [
    await asked("GET /projects HTTP/1.1", [other, own]),
    await asked("GET /projects HTTP/1.1", [own, other]),
    await asked(`GET http://${own}/projects HTTP/1.1`, [other]),
    await asked(`GET http://evil.example/projects HTTP/1.1`, [other]),
    await asked("GET /projects HTTP/1.0", []),
  ]) {
    expect(answer).not.toContain("Of globex alone");
    expect(answer).not.toMatch(/^HTTP\/1.1 500/);
  }
});

function sendRaw(lines: string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(Number(new URL(stack().baseUrl).port), "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("utf8");
  });
  socket.on("close", () => resolve(text));
  socket.on("error", reject);
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return promise;
}
