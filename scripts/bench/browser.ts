import { chromium } from "playwright";
import { findBrowser } from "#scripts/testing/browser.ts";
import { measureScripts } from "../../e2e/page-scripts.ts";
import { createWorkspace, signedInState } from "../../e2e/people.ts";
import { createProject } from "../../e2e/rows.ts";
import { tenantUrl } from "../../e2e/stack.ts";
import { alternate, type Results, type Scale } from "./measure.ts";
import { fixed, type Table, table, targetTable, whole } from "./report.ts";
import { withStack } from "./stack.ts";
import { visit } from "./visit.ts";

/** What the dashboard costs its reader: the JavaScript sent, and the time until it is painted and responds. */
export async function benchBrowser({ isQuick }: Scale): Promise<Table[]> {
  const executablePath = await findBrowser((text) => console.error(text));
  return await withStack(async () => {
    // Chromium's sandbox refuses to run as root.
    const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const browser = await chromium.launch({ executablePath, args });
    const workspace = await createWorkspace("bench");
    for (const name of ["Website", "Mobile app", "Hiring", "Launch", "Office move", "Budget"])
      await createProject(workspace, workspace.people.owner.id, name);
    const storageState = await signedInState(browser, workspace, "owner");
    const dashboard = tenantUrl(workspace.slug, "/dashboard");
    const options = { storageState, viewport: { width: 1280, height: 800 } };
    const variant = (isWarm: boolean, slowdown: number) => async () =>
      await visit(await browser.newContext(options), dashboard, isWarm, slowdown);
    const variants = {
      "cold cache, 1×": variant(false, 1),
      "warm cache, 1×": variant(true, 1),
      "cold cache, 4×": variant(false, 4),
      "warm cache, 4×": variant(true, 4),
    };
    const results = await alternate(variants, isQuick ? 2 : 9);
    await browser.close();
    return tablesOf(results);
  });
}

function tablesOf(results: Results): Table[] {
  const { ours, clerk } = measureScripts("en");
  const conditions = Object.keys(results.rounds);
  const sent = [
    { what: "ours, with React, Remix and our other libraries", bytes: ours },
    { what: "Clerk's SDK for React", bytes: clerk },
  ];
  const milliseconds = (figure: string) => (name: string) => whole(results.median(name, figure));
  const shift = (name: string) => results.median(name, "shift");
  return [
    table("JavaScript of the dashboard, compressed", sent, [
      ["", ({ what }) => what],
      ["KB", ({ bytes }) => fixed(bytes / 1000, 1)],
    ]),
    table("A visit", conditions, [
      ["", (name) => name],
      ["largest paint ms", milliseconds("largestPaint")],
      ["open the menu ms", milliseconds("openMenu")],
      ["to Projects ms", milliseconds("toProjects")],
      ["type a search ms", milliseconds("typeSearch")],
      ["layout shift", (name) => fixed(shift(name), 3)],
    ]),
    targetTable([
      ["KB of our JavaScript on the dashboard", ours / 1000, "≤", 120],
      ["layout shift", Math.max(...conditions.map(shift)), "≤", 0.05],
    ]),
  ];
}
