import { type Browser, expect, type Page, test } from "@playwright/test";
import { lightnessOf } from "./inspect.ts";
import { apexPages, workspacePages } from "./pages.ts";
import { asAdministrator, createWorkspace, signedInState, signIn, type Workspace } from "./people.ts";
import { Caller, call } from "./raw-client.ts";
import { createProject, createTask, schemaOf } from "./rows.ts";
import { stack, tenantUrl } from "./stack.ts";

// Language and appearance: the browser's until a person chooses, then their choice everywhere.

let acme: Workspace;
let owner: Awaited<ReturnType<typeof signedInState>>;

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("acme");
  owner = await signedInState(browser, acme, "owner");
});

const dashboard = () => tenantUrl(acme.slug, "/dashboard");

test("a Spanish browser gets Spanish pages and error pages on the apex and in a workspace", async ({
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
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Página no encontrada|Enlace no válido/);
  }
  await close();
});

test("English chosen in the account menu persists on the apex, in the workspace and after a reload", async ({
  browser,
}) => {
  const { page, close } = await open(browser, { locale: "es-ES" });
  await page.goto(dashboard());
  await page.locator("aside summary", { hasText: "Cuenta:" }).click();
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
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Invalid link");
  await close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`choosing Automatic returns to the workspace's or browser's language, scripts ${javaScriptEnabled ? "on" : "off"}`, async ({
    browser,
  }) => {
    const { page, close } = await open(browser, { locale: "es-ES", javaScriptEnabled });
    const choose = async (language: string) => {
      await page.locator("aside summary").last().click();
      await page.locator("aside").getByRole("button", { name: language, exact: true }).click();
    };
    const automatic = page.locator("button[name=locale]").first();
    await page.goto(dashboard());
    await expect(automatic).toHaveText("Automático (Español)");
    await expect(automatic).toHaveAttribute("aria-pressed", "true");
    await choose("English");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(automatic).toHaveText("Automatic (Español)");
    await expect(automatic).toHaveAttribute("aria-pressed", "false");
    await choose("Automatic (Español)");
    await expectSpanish(page);
    await expect(automatic).toHaveAttribute("aria-pressed", "true");
    await expect(page.locator("button[name=locale][aria-pressed=true]").nth(1)).toHaveText(
      "Automático (Español)",
    );
    expect((await page.context().cookies()).filter(({ name }) => name === "locale")).toEqual([]);
    await setLocale("en");
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(automatic).toHaveText("Automatic (English)");
    await page.goto(stack().baseUrl);
    await expectSpanish(page);
    await expect(automatic).toHaveText("Automático (Español)");
    await setLocale(null);
    await close();
  });
}

test("no text is the same in English and Spanish, except names", async () => {
  test.setTimeout(120_000);
  const project = await createProject(acme, acme.people.owner.id, "Of names");
  await createTask(acme, project, "Of names");
  const caller = await Caller.signIn(acme.people.owner);
  const places = [
    ...workspacePages.filter(({ roles }) => !roles || roles.includes("owner")).map(({ path }) => path),
    "/projects?archived",
  ].map((path) => tenantUrl(acme.slug, path.replace(":project", project)));
  places.push(...apexPages.map(({ path }) => new URL(path, stack().baseUrl).href));
  const same: Record<string, string[]> = {};
  for (const url of places) {
    const cookies = await caller.cookies(new URL(url).origin, acme.organizationId);
    const [english, spanish] = await Promise.all(
      ["en", "es"].map(async (locale) =>
        textsOf((await call(url, { headers: { ...cookies, "accept-language": locale } })).body),
      ),
    );
    const found = [...(english ?? [])].filter((text) => spanish?.has(text) && !isName(text));
    if (found.length > 0) same[url] = found;
  }
  expect(same).toEqual({});
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

test("signing in keeps the language chosen on the landing page", async ({ browser }) => {
  const { page, close } = await open(browser, { locale: "en-US", signedOut: true });
  await page.goto(stack().baseUrl);
  await page.getByRole("button", { name: "Español" }).click();
  await expectSpanish(page);
  await signIn(page, acme.people.member, dashboard());
  await expectSpanish(page);
  await expect(page.getByRole("link", { name: "Proyectos", exact: true }).first()).toBeVisible();
  await close();
});

test("language and appearance can be chosen without scripts and signed out", async ({ browser }) => {
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

test("the appearance follows the system until one is chosen, and then holds on every page", async ({
  browser,
}) => {
  const { page, close } = await open(browser, { colorScheme: "light" });
  await page.goto(dashboard());
  expect(await brightness(page)).toBeGreaterThan(0.9);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await brightness(page)).toBeLessThan(0.3);
  await page.locator("aside summary", { hasText: "Account:" }).click();
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

test("a page has the chosen appearance before and while scripts run", async ({ browser }) => {
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

/** Every text that a person sees or hears: the page's text and its ARIA labels. */
async function textsOf(html: string): Promise<Set<string>> {
  const texts = new Set<string>();
  let text = "";
  const spoken = ["aria-label", "title", "placeholder", "alt"];
  await new HTMLRewriter()
    .on("body *", {
      element(element) {
        for (const name of spoken) texts.add(element.getAttribute(name)?.trim() ?? "");
      },
    })
    .on("body script, body style", {
      text(part) {
        part.remove();
      },
    })
    .on("body *:not(script):not(style)", {
      text(part) {
        text += part.text;
        if (!part.lastInTextNode) return;
        texts.add(text.replaceAll("&#x27;", "'").trim());
        text = "";
      },
    })
    .transform(new Response(html))
    .text();
  return texts;
}

/** Two words of more than one letter are a sentence, unless they name a person, place or product. */
function isName(text: string): boolean {
  const isMarkup = text.startsWith("<");
  const isSentence = !isMarkup && /\p{L}{2,}\P{L}+\p{L}{2,}/u.test(text);
  const isZone = Intl.supportedValuesOf("timeZone").some((zone) => zone.endsWith(text.replaceAll(" ", "_")));
  return (
    !isSentence ||
    isZone ||
    /Tester|@|Of names|\.localhost|acme-|PNG, JPEG|^(Acme|Globex|Initech)\b/.test(text)
  );
}

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

/** Every background colour of the document, one per painted frame. */
async function recordBackgrounds(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const backgrounds: string[] = [];
    Reflect.set(window, "backgrounds", backgrounds);
    const look = () => {
      const { backgroundColor } = getComputedStyle(document.documentElement);
      // Transparent until the styles arrive: nothing has been painted yet.
      if (backgroundColor !== "rgba(0, 0, 0, 0)") backgrounds.push(backgroundColor);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Sets the workspace's language; null leaves it to each browser. */
async function setLocale(locale: string | null): Promise<void> {
  await asAdministrator(async (sql) => {
    const table = sql`${sql(schemaOf(acme))}.settings`;
    await sql`delete from ${table} where key = 'locale'`;
    if (locale)
      await sql`insert into ${table} (key, value, updated_at) values ('locale', ${sql.json(locale)}, now())`;
  });
}

async function brightness(page: Page): Promise<number> {
  return lightnessOf(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
}
