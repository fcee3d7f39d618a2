import { expect, type Page, test } from "@playwright/test";
import { createWorkspace, signInTo, type Workspace } from "./people.ts";
import { nextFrame } from "./signals.ts";
import { tenantUrl } from "./stack.ts";

// The connection drops while a person works: a notice says so, and no input is lost.

let acme: Workspace;

test.beforeAll(async () => {
  acme = await createWorkspace("acme");
});

test("going offline shows a notice until the connection is back and keeps the input", async ({
  page,
  context,
}) => {
  await signInTo(page, acme, "member", "/projects/new");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Name", { exact: true }).fill("Typed on a train");
  await context.setOffline(true);
  const said = page.getByText("You’re offline.");
  await expect(said).toBeVisible();
  await context.setOffline(false);
  await expect(said).toBeHidden();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Typed on a train");
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page).not.toHaveURL(/\/new$/);
  await page.goto(tenantUrl(acme.slug, "/projects"));
  await expect(page.getByText("Typed on a train").first()).toBeVisible();
});

test("a form sent offline keeps its input and is saved once the connection is back", async ({
  page,
  context,
}) => {
  await sendOffline(page, "Sent into the void");
  await nextFrame(page);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Sent into the void");
  await context.setOffline(false);
  await expect(page).not.toHaveURL(/\/new$/);
  await page.goto(tenantUrl(acme.slug, "/projects"));
  await expect(page.getByText("Sent into the void").first()).toBeVisible();
});

test("closing the page with unsaved changes asks first", async ({ page, context }) => {
  await sendOffline(page, "Nearly lost");
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await context.setOffline(false);
  await expect(page).not.toHaveURL(/\/new$/);
  await expect(page.getByText("Nearly lost").first()).toBeVisible();
});

test("a form whose response is lost keeps its input and can be sent again", async ({ page }) => {
  await signInTo(page, acme, "member", "/projects/new");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Name", { exact: true }).fill("Answered at last");
  await page.route(/new\.data/, (route) => route.abort("connectionreset"));
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByText("The server didn’t respond")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Answered at last");
  await page.unroute(/new\.data/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page).not.toHaveURL(/\/new$/);
  await expect(page.getByText("The server didn’t respond")).toBeHidden();
});

/** Submits a new project after the connection has dropped. */
async function sendOffline(page: Page, name: string): Promise<void> {
  await signInTo(page, acme, "member", "/projects/new");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByText("You’re offline.")).toBeVisible();
}
