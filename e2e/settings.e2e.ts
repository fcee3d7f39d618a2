import { expect, type Page, test } from "@playwright/test";
import sharp from "sharp";
import { asAdministrator, createWorkspace, signInTo, type Workspace } from "./people.ts";
import { schemaOf } from "./rows.ts";
import { originOf, stack, tenantUrl } from "./stack.ts";

// Settings: what admins decide for the workspace, and what only owners can request.

let acme: Workspace;
let globex: Workspace;

test.beforeAll(async () => {
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
});

test("an admin gives the workspace a name, a colour and a time zone, and the audit log says so", async ({
  page,
}) => {
  await signInTo(page, acme, "admin", "/settings");
  await page.getByLabel("Name", { exact: true }).fill("Acme & Söhne");
  await page.getByLabel("Time zone").selectOption("Pacific/Auckland");
  await page.getByRole("radio", { name: "Violet" }).check({ force: true });
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page.locator("aside").getByText("Acme & Söhne")).toBeVisible({ timeout: 15_000 });
  expect(await accentOfPage(page)).toBe("#6d28d9");
  const icon = await page.locator("link[rel=icon]").getAttribute("href");
  const svg = await page.evaluate(async (href) => (await fetch(href as string)).text(), icon);
  expect(svg).toContain('fill="#6d28d9"');
  await expect(page.getByLabel("Time zone")).toHaveValue("Pacific/Auckland");
  expect(await auditActions(acme)).toEqual(expect.arrayContaining(["workspace.renamed", "settings.updated"]));
  await expect(page.getByRole("link", { name: "Delete…" })).toHaveCount(0);
});

test("members see no settings, admins no owner settings, and neither can post to them", async ({ page }) => {
  await signInTo(page, acme, "member");
  await expect(page.getByRole("link", { name: "Settings" })).toHaveCount(0);
  for (const path of ["/settings", "/settings/address", "/settings/delete", "/restore"])
    expect((await page.goto(tenantUrl(acme.slug, path)))?.status()).toBe(403);
  const settings = { name: "Taken over", timeZone: "UTC", accent: "own" };
  expect(await post(page, "/settings", settings)).toBe(403);
  expect(await post(page, "/settings/logo", { intent: "remove" })).toBe(403);
  expect(await post(page, "/settings/delete", { confirmation: acme.slug })).toBe(403);
  await page.context().clearCookies();
  await signInTo(page, acme, "admin");
  expect(await post(page, "/settings/delete", { confirmation: acme.slug })).toBe(403);
  expect(await post(page, "/settings/address", { slug: "other", confirmation: acme.slug })).toBe(403);
  expect(await countRequests(acme)).toBe(0);
});

test("invalid settings are refused at their fields", async ({ page }) => {
  await signInTo(page, acme, "admin");
  const right = { name: "Acme", timeZone: "UTC", accent: "own" };
  const refused: Record<string, string>[] = [
    { name: "" },
    { name: "x".repeat(101) },
    { timeZone: "Mars/Olympus" },
    { timeZone: "" },
    { locale: "xx" },
    { accent: "red;}</style><script>" },
    { accent: "#12345" },
    { accent: "custom", customAccent: "url(x)" },
  ];
  for (const wrong of refused) expect(await post(page, "/settings", { ...right, ...wrong })).toBe(400);
});

test("concurrent saves keep both people's changes and show where they conflict", async ({
  page,
  context,
}) => {
  await signInTo(page, acme, "owner", "/settings");
  const other = await context.newPage();
  const save = (which: Page) => which.getByRole("button", { name: "Save changes" }).click();
  await other.goto(tenantUrl(acme.slug, "/settings"));
  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await save(page);
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await other.getByRole("radio", { name: "Teal" }).check({ force: true });
  await save(other);
  await expect(other.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(other.getByLabel("Time zone")).toHaveValue("Asia/Tokyo");

  await page.reload();
  await page.getByLabel("Time zone").selectOption("Asia/Seoul");
  await save(page);
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await other.getByLabel("Time zone").selectOption("Asia/Manila");
  await save(other);
  await expect(other.getByText(/Someone else changed this in the meantime/)).toBeVisible();
  await expect(other.getByLabel("Time zone")).toHaveValue("Asia/Manila");
  await save(other);
  await expect(other.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(other.getByLabel("Time zone")).toHaveValue("Asia/Manila");
});

test("a workspace's Spanish applies to browsers without a chosen language only", async ({
  page,
  browser,
}) => {
  await signInTo(page, acme, "owner", "/settings");
  await page.getByLabel("Language", { exact: true }).selectOption("es");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ajustes");
  const english = await browser.newContext({ storageState: await page.context().storageState() });
  const { hostname } = new URL(stack().baseUrl);
  await english.addCookies([{ name: "locale", value: "en", domain: `.${hostname}`, path: "/" }]);
  const other = await english.newPage();
  await other.goto(tenantUrl(acme.slug, "/settings"));
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Settings");
  await other.getByLabel("Language", { exact: true }).selectOption("any");
  await other.getByRole("button", { name: "Save changes" }).click();
  await expect(other.getByText("Saved.", { exact: true })).toBeVisible();
  await english.close();
});

test("a logo is re-encoded, shown only to members and removed", async ({ page, browser }) => {
  await signInTo(page, acme, "admin", "/settings");
  const create = { width: 900, height: 450, channels: 3, background: "#be185d" } as const;
  const picture = await sharp({ create })
    .jpeg()
    .withExif({ IFD0: { Artist: "Somebody" } })
    .toBuffer();
  await upload(page, "photo.jpg", picture);
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page.locator("aside img").first()).toHaveAttribute("src", /^\/logo\?v=/);
  const [type, safe, bytes] = await page.evaluate(async () => {
    const { headers, arrayBuffer } = await fetch("/logo").then(async (response) => ({
      headers: response.headers,
      arrayBuffer: await response.arrayBuffer(),
    }));
    return [
      headers.get("content-type"),
      headers.get("x-content-type-options"),
      [...new Uint8Array(arrayBuffer)],
    ];
  });
  expect([type, safe]).toEqual(["image/webp", "nosniff"]);
  expect(await sharp(Buffer.from(bytes as number[])).metadata()).toMatchObject({ width: 256, height: 128 });

  const stranger = await (await browser.newContext()).newPage();
  await signInTo(stranger, globex, "owner");
  expect((await stranger.goto(tenantUrl(acme.slug, "/settings")))?.status()).toBe(404);
  for (const path of ["/logo", "/favicon"])
    expect(await stranger.evaluate(async (at) => (await fetch(at)).status, path)).toBe(404);
  await stranger.goto(tenantUrl(globex.slug, "/dashboard"));
  expect(await stranger.evaluate(async () => (await fetch("/logo")).status)).toBe(404);
  await stranger.context().close();
  const anonymous = await fetch(tenantUrl(acme.slug, "/logo"), { headers: { "sec-fetch-dest": "image" } });
  expect([anonymous.status, await anonymous.text()]).toEqual([401, ""]);

  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("button", { name: "Remove" })).toHaveCount(0);
  expect(await auditActions(acme)).toEqual(expect.arrayContaining(["logo.updated", "logo.removed"]));
});

test("a file that is not an image is refused with a reason", async ({ page }) => {
  await signInTo(page, acme, "admin", "/settings");
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  await upload(page, "logo.png", svg);
  await expect(page.getByText(/isn’t a PNG, JPEG, WebP or GIF/)).toBeVisible();
  await upload(page, "large.png", Buffer.alloc(1_000_001));
  await expect(page.getByText(/larger than 1 MB/)).toBeVisible();
  expect(await page.evaluate(async () => (await fetch("/logo")).status)).toBe(404);
});

test("an owner changes the workspace's address and is redirected to it", async ({ page }) => {
  const slug = `${globex.slug}-2`;
  await signInTo(page, globex, "owner", "/settings/address");
  await page.getByLabel("New address").fill("admin");
  await page.getByLabel(/to confirm/).fill("globex");
  await page.getByRole("button", { name: "Change address" }).click();
  await expect(page.getByText(/This address is reserved/)).toBeVisible();
  await page.getByLabel("New address").fill(slug);
  await page.getByRole("button", { name: "Change address" }).click();
  await expect(page.getByText(/doesn’t match the workspace’s address/)).toBeVisible();
  await page.getByLabel(/to confirm/).fill(globex.slug);
  await page.getByRole("button", { name: "Change address" }).click();
  await page.waitForURL(tenantUrl(slug, "/settings"), { timeout: 20_000 });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Settings");
  // A token for the organization may be redirected; the old address serves nothing.
  const old = await page.goto(tenantUrl(globex.slug, "/dashboard"));
  expect(old?.status() === 404 || new URL(page.url()).origin !== originOf(globex)).toBe(true);
  // The redirect works only for browsers that have been here before.
  const led = new URL(`/onboarding?organization=${globex.organizationId}`, stack().baseUrl).href;
  await page.goto(led);
  await page.waitForURL(tenantUrl(slug, "/welcome"));
  await asAdministrator(
    (sql) => sql`update ${sql(schemaOf(globex))}.users set onboarded_at = now() where role = 'owner'`,
  );
  await page.goto(led);
  await page.waitForURL(tenantUrl(slug, "/dashboard"));
});

test("an owner deletes the workspace, everyone loses access, and the owner restores it", async ({
  page,
  browser,
}) => {
  await signInTo(page, acme, "owner", "/settings/delete");
  await page.getByLabel(/to confirm/).fill("acme");
  await page.getByRole("button", { name: "Delete workspace" }).click();
  await expect(page.getByText(/doesn’t match the workspace’s address/)).toBeVisible();
  await page.getByLabel(/to confirm/).fill(acme.slug);
  await page.getByRole("button", { name: "Delete workspace" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Workspace deleted", {
    timeout: 20_000,
  });

  const admin = await (await browser.newContext()).newPage();
  await signInTo(admin, acme, "admin", "/dashboard");
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText("This workspace is being deleted");
  await expect(admin.getByRole("link", { name: "Restore workspace…" })).toHaveCount(0);
  expect((await admin.goto(tenantUrl(acme.slug, "/restore")))?.status()).toBe(423);

  expect((await page.goto(tenantUrl(acme.slug, "/dashboard")))?.status()).toBe(423);
  await page.getByRole("link", { name: "Restore workspace…" }).click();
  await page.getByRole("button", { name: "Restore workspace" }).click();
  await page.waitForURL(tenantUrl(acme.slug, "/dashboard"), { timeout: 20_000 });
  expect((await admin.goto(tenantUrl(acme.slug, "/dashboard")))?.status()).toBe(200);
  await admin.context().close();
  expect(await auditActions(acme)).toEqual(
    expect.arrayContaining(["workspace.deleted", "workspace.restored"]),
  );
});

async function upload(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.getByLabel("Image").setInputFiles({ name, mimeType: "image/png", buffer });
  await page.getByRole("button", { name: "Upload" }).click();
}

function accentOfPage(page: Page): Promise<string> {
  return page.evaluate(() => {
    const css = [...document.querySelectorAll("style")].map(({ textContent }) => textContent ?? "").join("");
    return /--color-accent:light-dark\((#[0-9a-f]{6})/.exec(css)?.[1] ?? "";
  });
}

function post(page: Page, path: string, fields: Record<string, string>): Promise<number> {
  return page.evaluate(
    async ([address, body]) => {
      const headers = { accept: "text/html" };
      return (await fetch(address, { method: "POST", body: new URLSearchParams(body), headers })).status;
    },
    [path, fields] as const,
  );
}

async function auditActions(workspace: Workspace): Promise<string[]> {
  return await asAdministrator(async (sql) => {
    const rows = await sql<{ action: string }[]>`
      select action from ${sql(schemaOf(workspace))}.audit_log order by at`;
    return rows.map(({ action }) => action);
  });
}

async function countRequests({ slug }: Workspace): Promise<number> {
  return await asAdministrator(async (sql) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from public.change_requests
      join public.tenants on tenants.id = tenant_id where slug = ${slug}`;
    return row?.count ?? 0;
  });
}
