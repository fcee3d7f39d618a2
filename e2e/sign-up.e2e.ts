import { expect, type Page, test } from "@playwright/test";
import { asAdministrator, lastMail, password } from "./people.ts";
import { stack, tenantUrl } from "./stack.ts";

// A new person's whole journey, on Clerk's screens: from the landing page to their first project.

test("a stranger signs up, creates a workspace, waits for it and creates a project", async ({ page }) => {
  const problems = await watchForProblems(page);
  const slug = `initech-${Math.random().toString(36).slice(2, 8)}`;
  const email = `nora@${slug}.test`;

  await page.goto(stack().baseUrl);
  await page.getByRole("link", { name: "Create a workspace" }).first().click();
  await page.getByLabel("First name").fill("Nora");
  await page.getByLabel("Last name").fill("New");
  await page.getByLabel("Email address").fill(email);
  // By key: Clerk's password hint can move the button from under the pointer.
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password", { exact: true }).press("Enter");
  await expect(page.getByText(/verify your email/i).first()).toBeVisible();
  await page
    .locator("input[autocomplete='one-time-code']")
    .first()
    .fill((await lastMail(email)).code ?? "");

  await page.waitForURL("**/onboarding**");
  await page.getByLabel("Name", { exact: true }).fill("Initech");
  await page.getByLabel("Address").fill(slug);
  await page.getByRole("button", { name: "Create workspace" }).click();

  await page.waitForURL(tenantUrl(slug, "/welcome"));
  await page.getByLabel("First name").fill("Nora");
  await page.getByLabel("Phone").fill("+34 600 000 000");
  await page.getByRole("button", { name: /continue|finish|save/i }).click();

  await page.waitForURL(tenantUrl(slug, "/dashboard"));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Nora");
  await expect(page.getByText("owner", { exact: false }).first()).toBeVisible();
  await page.getByRole("link", { name: /create your first project/i }).click();
  await page.getByLabel("Name", { exact: true }).fill("Apollo");
  await page.getByLabel("Description").fill("To the moon.");
  await page.getByRole("button", { name: /create project/i }).click();

  await page.waitForURL(tenantUrl(slug, "/projects"));
  await expect(page.getByText("Apollo")).toBeVisible();
  expect(await profileOf(slug, email)).toEqual({ role: "owner", phone: "+34 600 000 000", onboarded: true });
  expect(problems).toEqual([]);
});

/** Script errors and Content-Security-Policy violations, including those no console shows. */
async function watchForProblems(page: Page): Promise<string[]> {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.exposeFunction("reportBreach", (breach: string) => problems.push(breach));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      Reflect.get(window, "reportBreach")(`${violatedDirective} ${blockedURI}`);
    });
  });
  return problems;
}

async function profileOf(slug: string, email: string) {
  return await asAdministrator(async (sql) => {
    const schema = sql(`tenant_${slug.replaceAll("-", "_")}`);
    const [row] = await sql`
      select role, phone, onboarded_at is not null as onboarded from ${schema}.users where email = ${email}`;
    return row && { ...row };
  });
}
