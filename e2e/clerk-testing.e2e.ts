import { clerk, clerkSetup } from "@clerk/testing/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { publishableKey } from "../scripts/local/clerk/keys.ts";
import { clerkApi, createPerson, type Person } from "./people.ts";
import { stack } from "./stack.ts";

// Clerk's own testing helpers against the local Clerk. Their token, which passes bot protection, is sent over https
// only and does nothing here, where it is not used; `signIn({ emailAddress })` always calls api.clerk.com.

test.beforeAll(async () => {
  const { baseUrl, clerk } = stack();
  process.env.CLERK_API_URL = clerk.apiUrl;
  await clerkSetup({
    publishableKey: publishableKey(Number(new URL(clerk.apiUrl).port), baseUrl),
    secretKey: clerk.secretKey,
    dotenv: false,
  });
  expect(process.env.CLERK_TESTING_TOKEN).toBeTruthy();
});

test("Clerk's test helpers sign in by password, ticket and code, and sign out", async ({ browser }) => {
  const person = await createPerson(`helped+clerk_test@${crypto.randomUUID().slice(0, 8)}.test`, "Helen");
  const { token } = await clerkApi().signInTokens.createSignInToken({
    userId: person.id,
    expiresInSeconds: 60,
  });
  for (const signInParams of [
    { strategy: "password", identifier: person.email, password: person.password },
    { strategy: "ticket", ticket: token },
    { strategy: "email_code", identifier: person.email },
  ] as const) {
    const page = await openHome(browser);
    await clerk.signIn({ page, signInParams });
    await expectSignedIn(page, person);
    await clerk.signOut({ page });
    await page.goto(new URL("/workspaces", stack().baseUrl).href);
    await expect(page).toHaveURL(/\/sign-in/);
    await page.context().close();
  }
});

test("Clerk's test helper reports a refused sign-in", async ({ browser }) => {
  const page = await openHome(browser);
  const refused = clerk.signIn({ page, signInParams: { strategy: "ticket", ticket: "not a ticket" } });
  await expect(refused).rejects.toThrow("The ticket is invalid");
  await page.context().close();
});

async function openHome(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  // Only pages that need clerk-js load it; the landing page may not.
  await page.goto(new URL("/sign-in", stack().baseUrl).href);
  await clerk.loaded({ page });
  return page;
}

/** Checked in clerk-js and on the application's server. */
async function expectSignedIn(page: Page, person: Person): Promise<void> {
  expect(await page.evaluate(() => Reflect.get(window, "Clerk").user?.id)).toBe(person.id);
  await page.goto(new URL("/workspaces", stack().baseUrl).href);
  await expect(page).not.toHaveURL(/\/sign-in/);
}
