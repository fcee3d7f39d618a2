import { expect, test } from "@playwright/test";
import { asAdministrator, createWorkspace, signInTo, type Workspace } from "./people.ts";
import { createProject, createTasks, schemaOf } from "./rows.ts";
import { tenantUrl } from "./stack.ts";

// The dashboard: due tasks, recent activity and who is online, in the workspace's time zone.

let acme: Workspace;

test.beforeAll(async () => {
  acme = await createWorkspace("acme");
});

test("an empty workspace says how to start, and tells a viewer that there are no projects yet", async ({
  page,
  browser,
}) => {
  await signInTo(page, acme, "member");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome, Member");
  await expect(page.getByRole("link", { name: "Create your first project" })).toBeVisible();
  const viewer = await (await browser.newContext()).newPage();
  await signInTo(viewer, acme, "viewer");
  await expect(viewer.getByText(/When someone creates a project/)).toBeVisible();
  await expect(viewer.getByRole("link", { name: "Create your first project" })).toHaveCount(0);
  await viewer.context().close();
});

test("it shows due tasks, progress, recent activity and who is online, also to screen readers", async ({
  page,
  browser,
}) => {
  const projectId = await createProject(acme, acme.people.owner.id, "Website relaunch");
  await addTasks(projectId);
  const admin = await (await browser.newContext()).newPage();
  await signInTo(admin, acme, "admin");
  await expect.poll(() => wasSeen(acme.people.admin.id)).toBe(true);

  await signInTo(page, acme, "member");
  const due = page.getByRole("region", { name: "Due soon" });
  await expect(due.getByText("Overdue")).toBeVisible();
  await expect(due.getByRole("link", { name: /Answer the letters/ })).toHaveAttribute(
    "href",
    new RegExp(`^/projects/${projectId}/tasks/`),
  );
  await expect(due.getByText("Someone else's")).toHaveCount(0);
  await expect(page.getByText("1 of 3 done")).toBeVisible();
  await expect(page.getByRole("region", { name: "Recent activity" })).toContainText(
    "Finished was completed in Website relaunch",
  );
  await expect(page.getByRole("region", { name: "Who’s online" })).toContainText("Admin Tester");
  await expect(page.getByRole("region", { name: "Who’s online" })).toContainText("Online");

  const chart = page.getByRole("img", { name: "Completed tasks by day" });
  await expect(chart).toHaveAccessibleDescription(/^1 task completed in the last 14 days/);
  await page.getByText("Show as table").click();
  await expect(page.getByRole("row")).toHaveCount(15);
  await admin.context().close();
});

test("the count includes due tasks that are not listed", async ({ page }) => {
  const { id } = acme.people.admin;
  const project = await createProject(acme, id, "Backlog");
  const late = (title: string) => ({ title, assigneeId: id, dueOn: "2026-01-01" });
  await createTasks(
    acme,
    project,
    Array.from({ length: 50 }, (_, index) => late(`Late ${index + 1}`)),
  );
  await signInTo(page, acme, "admin");
  const due = page.getByRole("region", { name: "Due soon" });
  await expect(due.getByRole("heading", { level: 3 })).toHaveText("Overdue50");
  await expect(due.getByRole("link", { name: "45 more", exact: true })).toBeVisible();
  await createTasks(acme, project, [late("Late 51")]);
  await page.reload();
  await expect(due.getByRole("heading", { level: 3 })).toHaveText("Overdue50+");
  await expect(due.getByRole("link", { name: "45+ more", exact: true })).toBeVisible();
  await asAdministrator((sql) => sql`delete from ${sql(schemaOf(acme))}.projects where id = ${project}`);
});

test("reading the dashboard writes nothing, and the presence ping writes only that", async ({ page }) => {
  await signInTo(page, acme, "viewer");
  await expect.poll(() => wasSeen(acme.people.viewer.id)).toBe(true);
  expect((await page.goto(tenantUrl(acme.slug, "/presence")))?.url()).toBe(
    tenantUrl(acme.slug, "/dashboard"),
  );
  const answer = await fetch(tenantUrl(acme.slug, "/presence"), { method: "POST", redirect: "manual" });
  expect(answer.status).toBe(302);
});

test("the charts are in the document without scripts", async ({ page, browser }) => {
  await signInTo(page, acme, "member");
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const plain = await context.newPage();
  await plain.goto(tenantUrl(acme.slug, "/dashboard"));
  await expect(plain.getByRole("img", { name: "Completed tasks by day" })).toBeVisible();
  await expect(plain.getByText("1 of 3 done")).toBeVisible();
  await context.close();
});

async function addTasks(projectId: string): Promise<void> {
  const { member, owner } = acme.people;
  const tasks = [
    { title: "Answer the letters", assignee: member.id, due: "2026-01-01", done: false },
    { title: "Someone else's", assignee: owner.id, due: "2026-01-01", done: false },
    { title: "Finished", assignee: member.id, due: null, done: true },
  ];
  await asAdministrator(async (sql) => {
    for (const [index, { title, assignee, due, done }] of tasks.entries())
      await sql`
        insert into ${sql(schemaOf(acme))}.tasks
          (id, project_id, title, status, assignee_id, due_on, position, completed_at, created_at, updated_at)
        values (${crypto.randomUUID()}, ${projectId}, ${title}, ${done ? "done" : "todo"}, ${assignee}, ${due},
          ${index}, ${done ? sql`now()` : null}, now() - interval '1 hour', now())`;
  });
}

async function wasSeen(userId: string): Promise<boolean> {
  return await asAdministrator(async (sql) => {
    const [row] = await sql<{ seen: boolean }[]>`
      select last_seen_at > now() - interval '1 minute' as seen
      from ${sql(schemaOf(acme))}.users where id = ${userId}`;
    return row?.seen ?? false;
  });
}
