import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import { createWorkspace, signedInState, type Workspace } from "./people.ts";
import { createProject, createTasks, tasksOf } from "./rows.ts";
import { untilScriptsRun } from "./signals.ts";
import { tenantUrl } from "./stack.ts";

// A project's board: cards move by mouse, keyboard and buttons, stay where they were put, and move back when refused.

let acme: Workspace;
let states: Record<"member" | "viewer", Awaited<ReturnType<typeof signedInState>>>;

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("acme");
  states = {
    member: await signedInState(browser, acme, "member"),
    viewer: await signedInState(browser, acme, "viewer"),
  };
});

test("a card dragged with the mouse stays where it was dropped, also after a reload", async ({ browser }) => {
  const { page, project, close } = await openBoard(browser, ["One", "Two", "Three"]);
  const refusals: string[] = [];
  page.on("console", (message) => {
    if (/Content.Security.Policy/i.test(message.text())) refusals.push(message.text());
  });
  await drag(page, "One", "In progress");
  expect(await columns(page)).toEqual([["Two", "Three"], ["One"], []]);
  await drag(page, "Three", "In progress");
  await expect(page.getByRole("heading", { name: "In progress 2" })).toBeVisible();
  await expect.poll(() => stored(project)).toEqual(["todo Two", "doing Three", "doing One"]);
  await page.reload();
  expect(await columns(page)).toEqual([["Two"], ["Three", "One"], []]);
  // Production's Content-Security-Policy allows the library's inline styles.
  expect(refusals).toEqual([]);
  await close();
});

for (const { locale, lifted, over, dropped, cancelled } of [
  {
    locale: "en-GB",
    lifted: "You’ve picked up “One”. It is in position 1 in To do.",
    over: "“One” would move to position 2 in To do.",
    dropped: /“One” is now in position 1 in In progress/,
    cancelled: "Move cancelled. “Two” is back where it started.",
  },
  {
    locale: "es-ES",
    lifted: "Has levantado «One». Está en la posición 1 de Por hacer.",
    over: "«One» pasaría a la posición 2 de Por hacer.",
    dropped: /«One» está ahora en la posición 1 de En curso/,
    cancelled: "Movimiento cancelado. «Two» vuelve a estar donde estaba.",
  },
]) {
  test(`a card can be moved by keyboard, with every step announced, in ${locale}`, async ({ browser }) => {
    const { page, project, close } = await openBoard(browser, ["One", "Two"], { locale });
    const said = page.locator("[aria-live=assertive]");
    const card = (title: string) =>
      page.locator("li[data-task]").getByRole("link", { name: title, exact: true });
    await card("One").focus();
    const described = await card("One").getAttribute("aria-describedby");
    await expect(page.locator(`[id="${described}"]`)).toHaveText(/Press space|Pulsa la barra espaciadora/);
    await page.keyboard.press("Space");
    await expect(said).toHaveText(lifted);
    await page.keyboard.press("ArrowDown");
    await expect(said).toHaveText(over);
    await page.keyboard.press("ArrowRight");
    await expect(said).not.toHaveText(over);
    await page.keyboard.press("Space");
    await expect(said).toHaveText(dropped);
    await expect.poll(() => stored(project)).toEqual(["todo Two", "doing One"]);
    await expect(card("One")).toBeFocused();
    await card("Two").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    await expect(said).toHaveText(cancelled);
    expect(await stored(project)).toEqual(["todo Two", "doing One"]);
    // Space picks up the card; Enter follows its link.
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/tasks\//);
    await close();
  });
}

test("a card's buttons move it, and the focus follows", async ({ browser }) => {
  const { page, project, close } = await openBoard(browser, ["One", "Two"]);
  await page.getByRole("button", { name: "Move “Two” up" }).click();
  await expect.poll(() => stored(project)).toEqual(["todo Two", "todo One"]);
  await page.getByRole("button", { name: "Move “Two” to Done" }).click();
  await expect(page.getByText("“Two” is now in Done.")).toBeAttached();
  await expect(page.getByRole("link", { name: "Two", exact: true })).toBeFocused();
  await expect.poll(() => stored(project)).toEqual(["todo One", "done Two"]);
  await close();
});

test("a card stays where it was dropped without an answer and moves back with a message when refused", async ({
  browser,
}) => {
  const { page, project, close } = await openBoard(browser, ["One", "Two"]);
  await page.route("**/place.data", (route) => route.abort());
  await drag(page, "One", "In progress");
  await expect(page.getByText("The server didn’t respond, so this may not have been saved.")).toBeVisible();
  expect(await stored(project)).toEqual(["todo One", "todo Two"]);
  await page.unroute("**/place.data");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => stored(project)).toEqual(["todo Two", "doing One"]);
  await expect(page.getByText("The server didn’t respond")).toBeHidden();
  await page.route("**/place.data", (route) => route.fulfill({ status: 502, body: "<h1>Bad gateway</h1>" }));
  await drag(page, "One", "To do");
  await expect(page.getByText("This couldn’t be saved. Try again in a moment.")).toBeVisible();
  expect(await columns(page)).toEqual([["Two"], ["One"], []]);
  await close();
});

test("Done shows the newest tasks and links to older ones", async ({ browser }) => {
  const many = Array.from({ length: 30 }, (_, index) => ({ title: `Done ${index + 1}`, status: "done" }));
  const { page, close } = await openBoard(browser, many);
  await expect(page.getByRole("heading", { name: "Done 30" })).toBeVisible();
  expect((await columns(page))[2]).toEqual(many.slice(0, 25).map(({ title }) => title));
  await page.getByRole("link", { name: "Show older tasks" }).click();
  await expect(page.getByRole("link", { name: "Done 30", exact: true })).toBeVisible();
  expect((await columns(page))[2]).toEqual(many.slice(25).map(({ title }) => title));
  await expect(page.getByRole("link", { name: "Show older tasks" })).toHaveCount(0);
  await page.getByRole("link", { name: "Show newest tasks" }).click();
  await expect(page.getByRole("link", { name: "Done 1", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "Show newest tasks" })).toHaveCount(0);
  await close();
});

test("shortcuts switch between board and list and open a new task", async ({ browser }) => {
  const { page, close } = await openBoard(browser, ["One"]);
  await page.keyboard.press("n");
  await page.keyboard.type("By keys");
  await page.keyboard.press("Enter");
  await expect(page.locator("li[data-task]").getByRole("link", { name: "By keys" })).toBeVisible();
  await page.locator("h1").click();
  await page.keyboard.press("b");
  await expect(page.getByRole("searchbox", { name: "Search tasks" })).toBeVisible();
  await page.keyboard.press("b");
  await expect(page).toHaveURL(/\/board$/);
  await close();
});

test("a viewer sees the cards but no way to move them", async ({ browser }) => {
  const { page, project, close } = await openBoard(browser, ["One"], { role: "viewer" });
  await expect(page.getByRole("link", { name: "One", exact: true })).toBeVisible();
  await expect(page.locator("main").getByRole("button")).toHaveCount(0);
  await expect(page.locator("main").getByRole("textbox")).toHaveCount(0);
  await drag(page, "One", "Done");
  expect(await columns(page)).toEqual([["One"], [], []]);
  expect(await stored(project)).toEqual(["todo One"]);
  await close();
});

test("on a phone the columns are swiped and a card's buttons are visible", async ({ browser }) => {
  const { page, close } = await openBoard(browser, ["One"], { width: 360 });
  const board = page.locator("section").first().locator("xpath=..");
  expect(await board.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await expect(page.getByRole("button", { name: "Move “One” to Done" })).toBeInViewport();
  await page.getByRole("button", { name: "Move “One” to Done" }).tap();
  await expect(page.getByRole("link", { name: "One", exact: true })).toBeInViewport();
  await close();
});

test("a long press picks up a card, which can then be dragged", async ({ browser }) => {
  const { page, project, close } = await openBoard(browser, ["One", "Two"], { width: 360 });
  const [one, two] = [await cardOf(page, "One").boundingBox(), await cardOf(page, "Two").boundingBox()];
  if (!one || !two) throw new Error("Nothing to drag");
  const finger = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", y: number) =>
    finger.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x: one.x + 60, y }],
    });
  await touch("touchStart", one.y + 12);
  await expect(page.locator("[aria-live=assertive]")).toHaveText(/^You’ve picked up “One”/);
  for (let step = 1; step <= 10; step++)
    await touch("touchMove", one.y + 12 + ((two.y - one.y + 20) * step) / 10);
  await touch("touchEnd", 0);
  await expect.poll(() => stored(project)).toEqual(["todo Two", "todo One"]);
  await close();
});

test("without scripts a card's buttons move it and keep the order", async ({ browser }) => {
  const { page, project, close } = await openBoard(browser, ["One", "Two"], { scripts: false });
  await page.getByRole("button", { name: "Move “One” down" }).click();
  await expect(page).toHaveURL(/\/board$/);
  expect(await stored(project)).toEqual(["todo Two", "todo One"]);
  await page.getByRole("button", { name: "Move “One” to In progress" }).click();
  expect(await columns(page)).toEqual([["Two"], ["One"], []]);
  await close();
});

type Visit = { locale?: string; role?: "member" | "viewer"; width?: number; scripts?: boolean };

async function openBoard(
  browser: Browser,
  tasks: (string | { title: string; status: string })[],
  { locale = "en-GB", role = "member", width = 1280, scripts = true }: Visit = {},
) {
  const project = await createProject(acme, acme.people.owner.id, "Board");
  await createTasks(
    acme,
    project,
    tasks.map((task) => (typeof task === "string" ? { title: task } : task)),
  );
  const context = await browser.newContext({
    storageState: states[role],
    locale,
    viewport: { width, height: 900 },
    hasTouch: width < 500,
    javaScriptEnabled: scripts,
  });
  const page = await context.newPage();
  const load = () => page.goto(tenantUrl(acme.slug, `/projects/${project}/board`));
  await (scripts ? untilScriptsRun(page, load) : load());
  return { page, project, close: () => context.close() };
}

/** With the mouse, to the top of a column. */
async function drag(page: Page, title: string, column: string): Promise<void> {
  const card = await cardOf(page, title).boundingBox();
  const list = await page.getByRole("list", { name: column, exact: true }).boundingBox();
  if (!card || !list) throw new Error("Nothing to drag, or nowhere to drag it to");
  await page.mouse.move(card.x + 40, card.y + 12);
  await page.mouse.down();
  await page.mouse.move(card.x + 50, card.y + 20, { steps: 3 });
  await page.mouse.move(list.x + 60, list.y + 24, { steps: 12 });
  await page.mouse.up();
  await expect(page.locator("[data-rfd-draggable-id][style*=fixed]")).toHaveCount(0);
}

function cardOf(page: Page, title: string): Locator {
  return page.locator("li[data-task]", { has: page.getByRole("link", { name: title, exact: true }) });
}

async function columns(page: Page): Promise<string[][]> {
  return await page
    .locator("section ul")
    .evaluateAll((lists) =>
      lists.map((list) =>
        [...list.querySelectorAll("li[data-task] a")].map((link) => link.textContent ?? ""),
      ),
    );
}

async function stored(project: string): Promise<string[]> {
  return (await tasksOf(acme, project)).map(({ status, title }) => `${status} ${title}`);
}
