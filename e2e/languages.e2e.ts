import { type Browser, expect, type Page, test } from "@playwright/test";
import { lightnessOf } from "./inspect.ts";
import { createWorkspace, signedInState, signIn, type Workspace } from "./people.ts";
import { stack, tenantUrl } from "./stack.ts";

// The language and the colours a person reads in: the browser's until they choose, and theirs everywhere from then on.

let acme: Workspace;
let owner: Awaited<ReturnType<typeof signedInState>>;

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("acme");
  owner = await signedInState(browser, acme, "owner");
});

const dashboard = () => tenantUrl(acme.slug, "/dashboard");

test("a browser in Spanish sees Spanish on the apex and in a workspace, and its error pages", async ({
  browser,
}) => {
  const { page, close } = await open(browser, { locale: "es-MX" });
  await page.goto(stack().baseUrl);
  await expectSpanish(page);
  await expect(page.getByRole("link", { name: "Tus espacios" }).first()).toBeVisible();
  await page.goto(dashboard());
  await expectSpanish(page);
  await expect(page.getByRole("link", { name: "Proyectos", exact: true }).first()).toBeVisible();
  for (const path of ["/no/such/page", "/%ff"]) {
    await page.goto(tenantUrl(acme.slug, path));
    await expectSpanish(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      /Página no encontrada|No es una dirección/,
    );
  }
  await close();
});

test("English chosen in the account's menu stays, on the apex, in the workspace and after a reload", async ({
  browser,
}) => {
  const { page, close } = await open(browser, { locale: "es-ES" });
  await page.goto(dashboard());
  await page.locator("aside summary", { hasText: "Cuenta de" }).click();
  await page.locator("aside").getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveURL(dashboard());
  await expect(page.getByRole("link", { name: "Projects", exact: true }).first()).toBeVisible();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.goto(stack().baseUrl);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("button", { name: "English" })).toHaveAttribute("aria-pressed", "true");
  await page.goto(tenantUrl(acme.slug, "/%ff"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not an address");
  await close();
});

test("Clerk's components speak Spanish too, signed out and signed in", async ({ browser }) => {
  const stranger = await open(browser, { locale: "es-ES", signedOut: true });
  await stranger.page.goto(new URL("/sign-in", stack().baseUrl).href);
  await expect(
    stranger.page.locator(".cl-card").getByRole("button", { name: "Continuar" }).first(),
  ).toBeVisible();
  await stranger.close();
  const { page, close } = await open(browser, { locale: "es-ES" });
  await page.goto(tenantUrl(acme.slug, "/profile"));
  await expect(page.locator(".cl-rootBox").getByText("Perfil", { exact: true }).first()).toBeVisible();
  await close();
});

test("somebody who signs in keeps the language that was chosen on the landing page", async ({ browser }) => {
  const { page, close } = await open(browser, { locale: "en-US", signedOut: true });
  await page.goto(stack().baseUrl);
  await page.getByRole("button", { name: "Español" }).click();
  await expectSpanish(page);
  await signIn(page, acme.people.member, dashboard());
  await expectSpanish(page);
  await expect(page.getByRole("link", { name: "Proyectos", exact: true }).first()).toBeVisible();
  await close();
});

test("without scripts, and signed out, language and colours can be chosen", async ({ browser }) => {
  const { page, close } = await open(browser, { locale: "en-US", signedOut: true, javaScriptEnabled: false });
  await page.goto(stack().baseUrl);
  await page.getByRole("button", { name: "Español" }).click();
  await expectSpanish(page);
  await page.getByRole("button", { name: "Oscuro" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectSpanish(page);
  await page.getByRole("button", { name: "Sistema" }).click();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
  await close();
});

test("the colours follow the system until somebody chooses, and the choice holds on every page", async ({
  browser,
}) => {
  const { page, close } = await open(browser, { colorScheme: "light" });
  await page.goto(dashboard());
  expect(await brightness(page)).toBeGreaterThan(0.9);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await brightness(page)).toBeLessThan(0.3);
  await page.locator("aside summary", { hasText: "Account of" }).click();
  await page.locator("aside").getByRole("button", { name: "Light" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  for (const url of [
    dashboard(),
    stack().baseUrl,
    tenantUrl(acme.slug, "/no"),
    tenantUrl(acme.slug, "/%ff"),
  ]) {
    await page.goto(url);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
    expect(await brightness(page), url).toBeGreaterThan(0.9);
  }
  await close();
});

test("a page in chosen colours is in them before scripts run, and while they do", async ({ browser }) => {
  const { page, close } = await open(browser, { colorScheme: "light" });
  const { hostname } = new URL(stack().baseUrl);
  await page.context().addCookies([{ name: "theme", value: "dark", domain: `.${hostname}`, path: "/" }]);
  await recordBackgrounds(page);
  await page.goto(dashboard());
  await page.waitForLoadState("networkidle");
  const seen = await page.evaluate((): string[] => Reflect.get(window, "backgrounds"));
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.filter((color) => lightnessOf(color) > 0.3)).toEqual([]);
  expect(await page.locator("meta[name=color-scheme]").getAttribute("content")).toBe("dark");
  await close();
});

type Visitor = {
  locale?: string;
  colorScheme?: "light" | "dark";
  signedOut?: boolean;
  javaScriptEnabled?: boolean;
};

async function open(browser: Browser, { signedOut, ...visitor }: Visitor) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    ...(signedOut ? {} : { storageState: owner }),
    ...visitor,
  });
  return { page: await context.newPage(), close: () => context.close() };
}

async function expectSpanish(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
}

/** Every background of the document that was ever painted, one a frame. */
async function recordBackgrounds(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const backgrounds: string[] = [];
    Reflect.set(window, "backgrounds", backgrounds);
    const look = () => {
      const { backgroundColor } = getComputedStyle(document.documentElement);
      // Transparent until the styles are there: then nothing is painted yet.
      if (backgroundColor !== "rgba(0, 0, 0, 0)") backgrounds.push(backgroundColor);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

async function brightness(page: Page): Promise<number> {
  return lightnessOf(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
}
