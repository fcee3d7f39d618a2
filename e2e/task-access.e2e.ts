import { expect, type Page, test } from "@playwright/test";
import { createWorkspace, type Workspace } from "./people.ts";
import { createProject, createTasks, tasksOf } from "./rows.ts";
import { tenantUrl } from "./stack.ts";
import { TaskLists } from "./task-lists.ts";

// Who may only read tasks, and which tasks are not there for anybody who asks.

let lists: TaskLists;
let acme: Workspace;
let globex: Workspace;

test.beforeAll(async ({ browser }) => {
  // Two workspaces, and two people who sign in.
  test.setTimeout(120_000);
  lists = await TaskLists.begin(browser, ["member", "viewer"]);
  acme = lists.workspace;
  globex = await createWorkspace("globex");
});

test("a viewer reads tasks, sees nothing to change them with, and is refused by hand", async () => {
  const { page, project, close } = await lists.open(["Read only"], { role: "viewer" });
  const [task] = await tasksOf(acme, project);
  const pages = [`/projects/${project}`, `/projects/${project}/tasks/${task?.id}`, "/my-tasks"];
  for (const path of pages) {
    await page.goto(tenantUrl(acme.slug, path));
    const controls = page
      .locator("main")
      .locator("button, input:not([type=search]), textarea, form[method=post]");
    await expect(controls).toHaveCount(0);
  }
  const before = await tasksOf(acme, project);
  const attempts: [string, Record<string, string>][] = [
    [`/projects/${project}`, { title: "Owned" }],
    [`/projects/${project}/tasks/${task?.id}`, { title: "Owned", status: "done", version: "1" }],
    [`/tasks/${task?.id}/fields`, { title: "Owned", wasTitle: "Read only" }],
    [`/tasks/${task?.id}/place`, { status: "done", wasStatus: "todo" }],
    [`/tasks/${task?.id}/deletion`, {}],
    [`/tasks/${task?.id}/restoration`, {}],
  ];
  for (const [path, fields] of attempts) expect(await post(page, path, fields), path).toBe(403);
  expect(await tasksOf(acme, project)).toEqual(before);
  await close();
});

test("a task of another project or another workspace is not there, and nobody outside is given one", async () => {
  const { page, project, close } = await lists.open(["Here"]);
  const [task] = await tasksOf(acme, project);
  const elsewhere = await createProject(acme, acme.people.owner.id, "Elsewhere");
  const theirs = await createProject(globex, globex.people.owner.id, "Theirs");
  const [foreign = ""] = await createTasks(globex, theirs, [{ title: "Of globex" }]);
  const all = { title: "X", status: "todo", version: "1" };
  for (const path of [`/projects/${elsewhere}/tasks/${task?.id}`, `/projects/${project}/tasks/${foreign}`]) {
    expect((await page.goto(tenantUrl(acme.slug, path)))?.status()).toBe(404);
    expect(await post(page, path, all)).toBe(404);
  }
  for (const noun of ["fields", "place", "deletion", "restoration"])
    expect(await post(page, `/tasks/${foreign}/${noun}`, { ...all, wasTitle: "x", wasStatus: "todo" })).toBe(
      404,
    );
  const own = `/projects/${project}/tasks/${task?.id}`;
  for (const assigneeId of [globex.people.owner.id, "nobody", "' or true --"]) {
    expect(await post(page, own, { ...all, assigneeId })).toBe(400);
    expect(await post(page, `/projects/${project}`, { title: "X", assigneeId })).toBe(400);
    const options = { status: "todo", wasStatus: "todo", assigneeId, wasAssigneeId: "", wasDueOn: "" };
    expect(await post(page, `/tasks/${task?.id}/fields`, options)).toBe(400);
  }
  expect(await tasksOf(acme, project)).toMatchObject([{ title: "Here", version: 1 }]);
  expect(await tasksOf(globex, theirs)).toMatchObject([{ title: "Of globex", version: 1 }]);
  await close();
});

/** As a page of ours would send a form, and whatever it is answered. */
async function post(page: Page, path: string, fields: Record<string, string>): Promise<number> {
  return await page.evaluate(
    async ([address, body]) => {
      const init = { method: "POST", body: new URLSearchParams(body), headers: { accept: "text/html" } };
      return (await fetch(address, init)).status;
    },
    [path, fields] as const,
  );
}
