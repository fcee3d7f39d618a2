import { type Browser, expect, type Page, test } from "@playwright/test";
import { createWorkspace, type Role, signedInState, type Workspace } from "./people.ts";
import { createProject, createTask } from "./rows.ts";
import { stack, tenantUrl } from "./stack.ts";

// A day in a browser without scripts while the session is fresh.

let acme: Workspace;

test.beforeAll(async () => {
  acme = await createWorkspace("acme");
  const project = await createProject(acme, acme.people.owner.id, "The owner's plan");
  await createTask(acme, project, "Someone's task");
});

test("a member creates a project with tasks, completes one and finds the rest under My tasks", async ({
  browser,
}) => {
  const { page, close } = await arrive(browser, "member", "/dashboard");
  await page.locator("aside").getByRole("link", { name: "Projects", exact: true }).click();
  await page.getByRole("link", { name: "New project" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Made by hand");
  await page.getByRole("button", { name: "Create project" }).click();
  await page.getByRole("link", { name: "Made by hand" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Made by hand");
  for (const title of ["First step", "Second step"]) await addTask(page, title);
  await page.getByRole("link", { name: "First step" }).click();
  await page.getByLabel("Status", { exact: true }).selectOption("done");
  await page.getByLabel("Notes").fill("Without a script.");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByLabel("Status", { exact: true })).toHaveValue("done");
  await expect(page.getByLabel("Notes")).toHaveValue("Without a script.");
  await page.locator("aside").getByRole("link", { name: "My tasks" }).click();
  await expect(page.getByText("Second step").first()).toBeVisible();
  await expect(page.getByText("First step")).toHaveCount(0);
  await close();
});

test("an owner changes the settings and sees what is wrong with an address", async ({ browser }) => {
  const { page, close } = await arrive(browser, "owner", "/settings");
  await page.getByLabel("Name", { exact: true }).fill("x".repeat(101));
  await page.getByLabel("Time zone").selectOption("America/Bogota");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Use no more than 100 characters.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("x".repeat(101));
  await expect(page.getByLabel("Time zone")).toHaveValue("America/Bogota");
  await page.getByLabel("Name", { exact: true }).fill("Acme");
  await page.getByRole("radio", { name: "Violet" }).check({ force: true });
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Time zone")).toHaveValue("America/Bogota");
  await expect(page.getByRole("radio", { name: "Violet" })).toBeChecked();

  await page.getByRole("link", { name: "Change address" }).click();
  await page.getByLabel("New address").fill("admin");
  await page.getByLabel(/Type the current address/).fill("acme");
  await page.getByRole("button", { name: "Change address" }).click();
  await expect(page.getByText("This address is reserved.")).toBeVisible();
  await expect(page.getByLabel("New address")).toHaveValue("admin");
  await close();
});

test("an oversized logo is refused on the settings page", async ({ browser }) => {
  const { page, close } = await arrive(browser, "owner", "/settings");
  const buffer = Buffer.alloc(3 * 1024 * 1024);
  await page.getByLabel("Image").setInputFiles({ name: "photo.png", mimeType: "image/png", buffer });
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByRole("alert")).toHaveText("This file is larger than 1 MB. Choose a smaller one.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Settings");
  await close();
});

test("an owner filters the audit log, reads the changes and downloads them", async ({ browser }) => {
  const { page, context, close } = await arrive(browser, "owner", "/settings");
  await page.getByLabel("Time zone").selectOption("America/Lima");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.locator("aside").getByRole("link", { name: "Audit log" }).click();
  await page.getByLabel("Type").selectOption("settings");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/kind=settings/);
  const line = page.locator("details", { hasText: "changed the settings" }).first();
  await line.locator("summary").click();
  await expect(line.getByRole("row", { name: /^Time zone .* America\/Lima$/ })).toBeVisible();
  await expect(page.getByText("let Member Tester in")).toBeHidden();
  const address = await page.getByRole("link", { name: "Download CSV" }).getAttribute("href");
  expect(address).toContain("kind=settings");
  const file = await context.newPage().then(async (other) => {
    const downloading = other.waitForEvent("download");
    await other.goto(tenantUrl(acme.slug, address ?? "")).catch(() => {});
    return await downloading;
  });
  expect(file.suggestedFilename()).toMatch(/-audit-\d{4}-\d\d-\d\d\.csv$/);
  await close();
});

test("language and appearance can be chosen in the account menu", async ({ browser }) => {
  const { page, close } = await arrive(browser, "viewer", "/dashboard");
  await page.locator("aside summary").last().click();
  await page.locator("aside").getByRole("button", { name: "Español" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  await expect(page).toHaveURL(tenantUrl(acme.slug, "/dashboard"));
  await page.locator("aside summary").last().click();
  await page.locator("aside").getByRole("button", { name: "Oscuro" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.locator("aside summary").last().click();
  await page.locator("aside").getByRole("link", { name: "Tu perfil" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tu perfil");
  await close();
});

test("features that need scripts are not offered, and the profile page can sign out", async ({ browser }) => {
  const { page, close } = await arrive(browser, "member", "/dashboard");
  const frame = page.locator("aside");
  await frame.locator("summary").first().click();
  await expect(frame.getByRole("link", { name: "All workspaces" })).toBeVisible();
  await frame.locator("summary").last().click();
  await expect(frame.getByRole("link", { name: "Your profile" })).toBeVisible();
  for (const dead of ["Keyboard shortcuts", "Sign out", "Loading your workspaces"])
    await expect(frame.getByText(dead), dead).toBeHidden();
  await page.goto(tenantUrl(acme.slug, "/profile"));
  await expect(page.locator("main form[action='/profile'] button")).toBeVisible();
  await close();
});

test("a viewer can read everything and only sign out or leave", async ({ browser }) => {
  const forms = "main form[method=post]:not([action='/members/departure'])";
  const { page, close } = await arrive(browser, "viewer", "/projects");
  for (const path of ["/projects", "/my-tasks", "/members", "/roles"]) {
    await page.goto(tenantUrl(acme.slug, path));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator(forms)).toHaveCount(0);
  }
  await page.goto(tenantUrl(acme.slug, "/projects"));
  await page.getByRole("link", { name: "The owner's plan" }).first().click();
  await expect(page.getByText("Someone's task").first()).toBeVisible();
  await expect(page.locator(forms)).toHaveCount(0);
  await close();
});

test("signing in and creating a workspace say that they need scripts", async ({ browser }) => {
  const signedOut = await browser.newContext({ javaScriptEnabled: false });
  const page = await signedOut.newPage();
  for (const [path, words] of [
    ["/sign-in", /needs? JavaScript/],
    ["/sign-up", /needs? JavaScript/],
  ] as const) {
    await page.goto(new URL(path, stack().baseUrl).href);
    await expect(page.getByText(words)).toBeVisible();
  }
  await signedOut.close();
  const owner = await arrive(browser, "owner", "/dashboard");
  await owner.page.goto(new URL("/onboarding", stack().baseUrl).href);
  await expect(owner.page.getByText(/You need JavaScript to create a workspace/)).toBeVisible();
  await owner.close();
});

const states = new Map<Role, Awaited<ReturnType<typeof signedInState>>>();

/** Signs in with scripts, then opens the same session without. */
async function arrive(browser: Browser, role: Role, path: string) {
  const storageState = states.get(role) ?? (await signedInState(browser, acme, role));
  states.set(role, storageState);
  const viewport = { width: 1280, height: 900 };
  const context = await browser.newContext({ javaScriptEnabled: false, storageState, viewport });
  const page = await context.newPage();
  await page.goto(tenantUrl(acme.slug, path));
  return { context, page, close: () => context.close() };
}

async function addTask(page: Page, title: string): Promise<void> {
  const form = page.getByRole("form", { name: "Add task" });
  await form.getByLabel("Assignee").selectOption({ label: "Member Tester" });
  await form.getByLabel("Add a task…").fill(title);
  await form.getByRole("button", { name: "Add" }).click();
}
