import { type Browser, expect, type Page } from "@playwright/test";
import { createWorkspace, type Role, signedInState, type Workspace } from "./people.ts";
import { createProject, createTasks, tasksOf } from "./rows.ts";
import { untilScriptsRun } from "./signals.ts";
import { tenantUrl } from "./stack.ts";

type State = Awaited<ReturnType<typeof signedInState>>;
type Visit = { role?: Role; scripts?: boolean; locale?: string };
type Seed = string | { title: string; status?: string; assigneeId?: string; dueOn?: string; notes?: string };

export const hostileTitle = `<img src=x onerror="document.title='owned'"> '; drop table tasks; -- \u202e 🚀`;

/** Task lists in their own workspace, and the people who use them, each in their own browser. */
export class TaskLists {
  private constructor(
    private readonly browser: Browser,
    readonly workspace: Workspace,
    private readonly states: ReadonlyMap<Role, State>,
  ) {}

  /** Signs in one person for each of these roles. */
  static async begin(browser: Browser, roles: readonly Role[]): Promise<TaskLists> {
    const workspace = await createWorkspace("acme");
    const states = new Map<Role, State>();
    for (const role of roles) states.set(role, await signedInState(browser, workspace, role));
    return new TaskLists(browser, workspace, states);
  }

  /** Opens the list of a new project with these tasks, as a member unless given another role. */
  async open(tasks: Seed[], { role = "member", ...visit }: Visit = {}) {
    const project = await createProject(this.workspace, this.workspace.people.owner.id, "Tasks");
    const rows = tasks.map((task) => (typeof task === "string" ? { title: task } : task));
    if (rows.length > 0) await createTasks(this.workspace, project, rows);
    const opened = await this.openBrowser(role, visit);
    const load = () => opened.page.goto(tenantUrl(this.workspace.slug, `/projects/${project}`));
    await (visit.scripts === false ? load() : untilScriptsRun(opened.page, load));
    return { ...opened, project };
  }

  async openBrowser(role: Role, { scripts = true, locale = "en-US" }: Omit<Visit, "role"> = {}) {
    const context = await this.browser.newContext({
      storageState: this.states.get(role),
      javaScriptEnabled: scripts,
      locale,
      viewport: { width: 1280, height: 900 },
    });
    return { context, page: await context.newPage(), close: () => context.close() };
  }

  async titles(project: string): Promise<string[]> {
    return (await tasksOf(this.workspace, project)).map(({ title }) => title);
  }
}

/** Deletes a task from its own page, coming from the list. @returns that page's URL. */
export async function deleteByHand(page: Page, title: string): Promise<string> {
  await page.getByRole("link", { name: title }).click();
  await page.waitForURL(/\/tasks\//);
  const path = page.url();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText(`“${title}” deleted`)).toBeVisible();
  return path;
}
