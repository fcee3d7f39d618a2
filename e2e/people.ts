import { createClerkClient } from "@clerk/backend";
import { type Browser, expect, type Page } from "@playwright/test";
import postgres from "postgres";
import { stack, tenantUrl } from "./stack.ts";

export type Role = "owner" | "admin" | "member" | "viewer";
export type Person = { id: string; email: string; firstName: string; password: string };
export type Workspace = { slug: string; organizationId: string; people: Record<Role, Person> };

export const password = "correct-horse-battery-staple";

/** The Backend API of the stack's local Clerk. */
export function clerkApi() {
  const { secretKey, apiUrl } = stack().clerk;
  return createClerkClient({ secretKey, apiUrl });
}

/** A workspace with one person of each role, created the usual way: by Clerk, its webhook and the worker. */
export async function createWorkspace(name: string): Promise<Workspace> {
  const slug = `${name}-${Math.random().toString(36).slice(2, 8)}`;
  const roles: Role[] = ["owner", "admin", "member", "viewer"];
  const everyone = await Promise.all(
    roles.map((role) => createPerson(`${role}@${slug}.test`, capital(role))),
  );
  const people = Object.fromEntries(
    roles.map((role, index) => [role, everyone[index]]),
  ) as Workspace["people"];
  const { organizations } = clerkApi();
  const { id } = await organizations.createOrganization({
    name: capital(name),
    slug,
    createdBy: people.owner.id,
  });
  for (const role of roles.slice(1)) {
    await organizations.createOrganizationMembership({
      organizationId: id,
      userId: people[role].id,
      role: `org:${role}`,
    });
  }
  await expect.poll(() => countMembers(slug), { timeout: 15_000 }).toBe(roles.length);
  return { slug, organizationId: id, people };
}

export async function createPerson(email: string, firstName: string): Promise<Person> {
  const { id } = await clerkApi().users.createUser({
    emailAddress: [email],
    password,
    firstName,
    lastName: "Tester",
    skipPasswordChecks: true,
  });
  return { id, email, firstName, password };
}

/** Signs in with a ticket instead of the sign-in screens, which have their own journey. */
export async function signIn(page: Page, person: Person, destination: string): Promise<void> {
  const { token } = await clerkApi().signInTokens.createSignInToken({
    userId: person.id,
    expiresInSeconds: 60,
  });
  const url = new URL("/sign-in", stack().baseUrl);
  url.searchParams.set("__clerk_ticket", token);
  url.searchParams.set("redirect_url", destination);
  await page.goto(url.href);
  await page.waitForURL((current) => current.href.startsWith(destination));
}

export async function signInTo(
  page: Page,
  workspace: Workspace,
  role: Role,
  path = "/dashboard",
): Promise<void> {
  await signIn(page, workspace.people[role], tenantUrl(workspace.slug, path));
}

/** The cookies of a signed-in person, to start other browser contexts with. */
export async function signedInState(browser: Browser, workspace: Workspace, role: Role) {
  const context = await browser.newContext();
  await signInTo(await context.newPage(), workspace, role);
  const { cookies, origins } = await context.storageState();
  await context.close();
  // Without the token, which expires in a minute: each new context gets a fresh one with its first page.
  return { cookies: cookies.filter(({ name }) => !name.startsWith("__session")), origins };
}

/** Runs SQL as the administrator, who bypasses the guard: to inspect, and to set up what no screen can. */
export async function asAdministrator<T>(fn: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(stack().database.admin, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    return await fn(sql);
  } finally {
    await sql.end();
  }
}

/** The last email that the local Clerk sent to this address. */
export async function lastMail(to: string): Promise<{ subject: string; code?: string; link?: string }> {
  const url = new URL("/outbox/mails.json", stack().clerk.apiUrl);
  url.searchParams.set("to", to);
  await expect.poll(async () => (await (await fetch(url)).json()).length).toBeGreaterThan(0);
  const mails = await (await fetch(url)).json();
  return mails[0];
}

async function countMembers(slug: string): Promise<number> {
  return await asAdministrator(async (sql) => {
    const [tenant] = await sql<{ schema: string }[]>`
      select schema_name as schema from public.tenants where slug = ${slug} and status = 'active'`;
    if (!tenant) return 0;
    const [row] = await sql<
      { count: number }[]
    >`select count(*)::int as count from ${sql(tenant.schema)}.users`;
    return row?.count ?? 0;
  });
}

function capital(word: string): string {
  return word[0]?.toUpperCase() + word.slice(1);
}

/** Through the account menu, which a page has twice: in the sidebar and in the mobile menu. */
export async function signOut(page: Page): Promise<void> {
  await page.locator("summary:visible", { hasText: "Account:" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).and(page.locator(":visible")).click();
}
