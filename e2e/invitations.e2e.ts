import { expect, test } from "@playwright/test";
import { createWorkspace, signInTo } from "./people.ts";

// Invitations: what the form keeps, and what became of those sent.

test("half-typed email addresses survive other actions on the page", async ({ page }) => {
  const workspace = await createWorkspace("typing");
  const at = (name: string) => `${name}@${workspace.slug}.test`;
  await signInTo(page, workspace, "owner", "/members");
  await page.waitForLoadState("networkidle");
  const emails = page.getByLabel("Email addresses");
  const invite = page.getByRole("button", { name: "Invite", exact: true });
  await emails.fill(at("first"));
  await invite.click();
  await expect(page.getByText(`Invitation sent to ${at("first")}`)).toBeVisible();
  await expect(emails).toHaveValue("");

  await emails.fill(at("half"));
  await page.getByRole("status").getByRole("link").click();
  await expect(page).not.toHaveURL(/change=/);
  await expect(emails).toHaveValue(at("half"));
  const { email } = workspace.people.viewer;
  await page.locator("main li").filter({ hasText: email }).locator("summary").click();
  await page.getByRole("button", { name: "Member Creates" }).and(page.locator(":visible")).click();
  await expect(page.getByText("Viewer Tester’s role is now Member.")).toBeVisible();
  await expect(emails).toHaveValue(at("half"));
  await page.getByRole("button", { name: `Revoke the invitation to ${at("first")}` }).click();
  await expect(page.getByText("Invitation revoked.")).toBeVisible();
  await expect(emails).toHaveValue(at("half"));
  const pending = page.getByRole("region", { name: "Pending invitations" });
  await expect(pending.getByText("Revoked just now")).toBeHidden();
  await pending.getByText("Revoked or expired in the last 30 days (1)").click();
  await expect(pending.getByText("Revoked just now")).toBeVisible();
  await expect(pending.getByRole("listitem").filter({ hasText: at("first") })).toContainText("Member");
  await expect(pending.getByRole("button")).toHaveCount(0);

  await emails.fill(`${at("half")}, ${workspace.people.admin.email}`);
  await invite.click();
  await expect(page.getByText(`Invitation sent to ${at("half")}`)).toBeVisible();
  await expect(emails).toHaveValue(workspace.people.admin.email);
});
