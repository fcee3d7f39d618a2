import { type Browser, expect, type Page, test } from "@playwright/test";
import { createWorkspace, type Role, signedInState, type Workspace } from "./people.ts";
import { createLabel, createProject, createTasks } from "./rows.ts";
import { tenantUrl } from "./stack.ts";

let acme: Workspace;
let project: string;
const states = new Map<Role, Awaited<ReturnType<typeof signedInState>>>();

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  acme = await createWorkspace("acme");
  project = await createProject(acme, acme.people.owner.id, "Website");
  await createTasks(acme, project, [{ title: "Write" }, { title: "Draw" }]);
  for (const role of ["member", "viewer"] as const)
    states.set(role, await signedInState(browser, acme, role));
});

const words = {
  en: {
    ...{ name: "Name", create: "Create label", add: "Add labels", save: "Save labels", filter: "Label" },
    ...{ edit: "Edit", saveEdit: "Save changes", remove: "Delete label" },
    taken: "Another label has this name. Choose a different one.",
  },
  es: {
    ...{ name: "Nombre", create: "Crear etiqueta", add: "Añadir etiquetas", save: "Guardar etiquetas" },
    ...{ filter: "Etiqueta", edit: "Editar", saveEdit: "Guardar cambios", remove: "Eliminar etiqueta" },
    taken: "Ya hay una etiqueta con este nombre. Elige otro.",
  },
};

for (const [locale, javaScriptEnabled] of [
  ["en", true],
  ["es", true],
  ["en", false],
] as const) {
  test(`a member creates a label, adds it, filters by it and deletes it, ${locale}, scripts ${javaScriptEnabled ? "on" : "off"}`, async ({
    browser,
  }) => {
    const say = words[locale];
    const label = `Bug ${locale} ${javaScriptEnabled}`;
    const { page, close } = await open(browser, "member", { locale, javaScriptEnabled });
    await create(page, say, label);
    await expect(page.getByRole("link", { name: label, exact: true })).toBeVisible();
    await create(page, say, label.toUpperCase());
    await expect(page.getByText(say.taken)).toBeVisible();

    await page.goto(at(`/projects/${project}`));
    await page.getByRole("link", { name: "Write" }).click();
    await expect(page).toHaveURL(/\/tasks\//);
    await choose(page, say, label);
    await expect(chip(page, label)).toBeVisible();
    await page.goto(at(`/projects/${project}`));
    await choose(page, say, label);
    await expect(chip(page, label).first()).toBeVisible();

    await page.getByLabel(say.filter, { exact: true }).selectOption(label);
    if (!javaScriptEnabled) await page.locator("[role=search] button").click();
    await expect(page.getByRole("link", { name: "Draw" })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Write" })).toBeVisible();
    await page.goto(at("/labels"));
    await page.getByRole("link", { name: label, exact: true }).click();
    await expect(page).toHaveURL(/\/projects\?label=/);
    await expect(page.getByRole("link", { name: "Website", exact: true })).toBeVisible();

    await page.goto(at("/labels"));
    await page.getByRole("link", { name: `${say.edit} ${label}` }).click();
    await expect(page).toHaveURL(/\/labels\/./);
    await page.getByLabel(say.name).fill(`${label} renamed`);
    await page.getByRole("button", { name: say.saveEdit }).click();
    await page.getByRole("link", { name: `${say.edit} ${label} renamed` }).click();
    await expect(page).toHaveURL(/\/labels\/./);
    await page.getByRole("button", { name: say.remove }).click();
    if (javaScriptEnabled)
      await page.getByRole("alertdialog").getByRole("button", { name: say.remove }).click();
    await expect(page).toHaveURL(/\/labels$/);
    await expect(page.getByRole("link", { name: `${label} renamed`, exact: true })).toHaveCount(0);
    await close();
  });
}

test("a viewer sees labels, and is offered no way to change them", async ({ browser }) => {
  await createLabel(acme, "Seen by all");
  const { page, close } = await open(browser, "viewer", { locale: "en", javaScriptEnabled: true });
  await page.goto(at("/labels"));
  await expect(page.getByRole("link", { name: "Seen by all" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Create label" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Edit Seen by all" })).toHaveCount(0);
  await page.goto(at(`/projects/${project}`));
  await expect(page.getByText("Add labels")).toHaveCount(0);
  await close();
});

async function open(browser: Browser, role: Role, options: { locale: string; javaScriptEnabled: boolean }) {
  const context = await browser.newContext({ storageState: states.get(role), ...options });
  return { page: await context.newPage(), close: () => context.close() };
}

function at(path: string): string {
  return tenantUrl(acme.slug, path);
}

async function create(page: Page, say: (typeof words)["en"], name: string): Promise<void> {
  await page.goto(at("/labels"));
  await page.getByLabel(say.name).fill(name);
  await page.getByRole("button", { name: say.create }).click();
}

/** Opens the choice of a task or a project, checks the label and saves. */
async function choose(page: Page, say: (typeof words)["en"], label: string): Promise<void> {
  await page.locator("summary", { hasText: say.add }).click();
  await page.getByLabel(label, { exact: true }).check();
  const save = page.getByRole("button", { name: say.save });
  await save.click();
  // The panel closes on the answer.
  await expect(save).toBeHidden();
}

function chip(page: Page, label: string) {
  return page.getByRole("main").getByRole("listitem").filter({ hasText: label }).filter({ visible: true });
}
