import { type Browser, chromium } from "playwright";
import { judge, median } from "#scripts/bench/arithmetic.ts";
import { ensureBuild } from "#scripts/bench/page/builds.ts";
import { fixed, type GroupReport, type Table, whole } from "#scripts/bench/report.ts";
import { noteVersion } from "#scripts/bench/servers.ts";
import { findBrowser } from "#scripts/testing/browser.ts";
import startStack from "../../../e2e/global-setup.ts";
import { asAdministrator, createWorkspace, signedInState } from "../../../e2e/people.ts";
import { createProject } from "../../../e2e/rows.ts";
import { tenantUrl } from "../../../e2e/stack.ts";
import { measureScripts } from "./page-scripts.ts";
import { type Conditions, type Visit, visit } from "./visit.ts";

const routes = ["root", "routes/workspace/frame", "routes/workspace/dashboard"];
const conditions = ([1, 4] as const).flatMap((slowdown) =>
  (["cold", "warm"] as const).map((cache): Conditions => ({ cache, slowdown })),
);

/** What the dashboard costs its reader: the JavaScript sent, and the time until it is painted and responds. */
export async function benchBrowser(visits: number): Promise<GroupReport> {
  await ensureBuild();
  const executablePath = await findBrowser((text) => console.error(text));
  const stopStack = await startStack();
  // Chromium's sandbox refuses to run as root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    return reportOn(await measure(browser, visits), visits, browser.version());
  } finally {
    await browser.close();
    await stopStack();
  }
}

type Measured = { conditions: Conditions; visits: Visit[] };

/** Alternately, so that other load on the machine affects all conditions. */
async function measure(browser: Browser, count: number): Promise<Measured[]> {
  const workspace = await createWorkspace("bench");
  for (const name of ["Website", "Mobile app", "Hiring", "Launch", "Office move", "Budget"])
    await createProject(workspace, workspace.people.owner.id, name);
  await asAdministrator(noteVersion);
  const storageState = await signedInState(browser, workspace, "owner");
  const visitor = { browser, storageState, dashboard: tenantUrl(workspace.slug, "/dashboard") };
  await visit(visitor, { cache: "cold", slowdown: 1 });
  const measured = conditions.map((each): Measured => ({ conditions: each, visits: [] }));
  for (let round = 0; round < count; round++)
    for (const each of measured) each.visits.push(await visit(visitor, each.conditions));
  return measured;
}

function reportOn(measured: Measured[], visits: number, version: string): GroupReport {
  const { ours, clerk } = measureScripts(routes, "en");
  const shifts = measured.map((each) => median(each.visits.map(({ shift }) => shift)));
  return {
    title: "In the browser",
    setting: `The dashboard of the production build in Chromium ${version.split(".")[0]}, over HTTP on the same machine, at 1280 × 800; medians of ${visits} visits. Cold is an empty browser cache; 4× is a CPU slowed down four times. A delay runs from the input to the next paint; the browser reports none below 16 ms.`,
    tables: [scriptTable(ours, clerk), visitTable(measured)],
    targets: [
      judge("KB of our JavaScript on the dashboard", ours / 1000, { atMost: 120 }),
      judge("layout shift", Math.max(...shifts), { atMost: 0.05 }),
    ],
  };
}

function scriptTable(ours: number, clerk: number): Table {
  return {
    title: "JavaScript of the dashboard, compressed",
    head: ["", "KB"],
    rows: [
      ["ours, with React, Remix and our other libraries", fixed(ours / 1000, 1)],
      ["Clerk's SDK for React", fixed(clerk / 1000, 1)],
    ],
  };
}

function visitTable(measured: Measured[]): Table {
  const delays = ["largestPaint", "openMenu", "toProjects", "typeSearch"] as const;
  return {
    title: "A visit",
    head: ["", "largest paint ms", "open the menu ms", "to Projects ms", "type a search ms", "layout shift"],
    rows: measured.map(({ conditions: { cache, slowdown }, visits }) => {
      const middle = (key: keyof Visit) => median(visits.map((each) => each[key]));
      return [
        `${cache} cache, ${slowdown}×`,
        ...delays.map((key) => whole(middle(key))),
        fixed(middle("shift"), 3),
      ];
    }),
  };
}
