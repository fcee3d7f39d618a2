import { type Browser, chromium } from "playwright";
import { judge, median } from "#scripts/bench/arithmetic.ts";
import { ensureBuild } from "#scripts/bench/page/builds.ts";
import { fixed, type GroupReport, type Table, whole } from "#scripts/bench/report.ts";
import { seenVersions } from "#scripts/bench/servers.ts";
import { findBrowser } from "#scripts/testing/browser.ts";
import startStack from "../../../e2e/global-setup.ts";
import { asAdministrator, createWorkspace, signedInState } from "../../../e2e/people.ts";
import { createProject } from "../../../e2e/rows.ts";
import { tenantUrl } from "../../../e2e/stack.ts";
import { measureScripts } from "./page-scripts.ts";
import { type Conditions, type Visit, visit } from "./visit.ts";

const routes = ["root", "routes/workspace/frame", "routes/workspace/dashboard"];
const conditions: Conditions[] = [
  { cache: "cold", slowdown: 1 },
  { cache: "warm", slowdown: 1 },
  { cache: "cold", slowdown: 4 },
  { cache: "warm", slowdown: 4 },
];

/** What the dashboard costs its reader: the JavaScript that is sent, and the time until it is there and answers. */
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

/** In turn, so that whatever else the machine does falls on all of them. */
async function measure(browser: Browser, count: number): Promise<Measured[]> {
  const workspace = await createWorkspace("bench");
  for (const name of ["Website", "Mobile app", "Hiring", "Launch", "Office move", "Budget"])
    await createProject(workspace, workspace.people.owner.id, name);
  await noteVersion();
  const storageState = await signedInState(browser, workspace, "owner");
  const visitor = { browser, storageState, dashboard: tenantUrl(workspace.slug, "/dashboard") };
  await visit(visitor, { cache: "cold", slowdown: 1 });
  const measured = conditions.map((each): Measured => ({ conditions: each, visits: [] }));
  for (let round = 0; round < count; round++)
    for (const each of measured) each.visits.push(await visit(visitor, each.conditions));
  return measured;
}

async function noteVersion(): Promise<void> {
  await asAdministrator(async (sql) => {
    const [row] = await sql<{ version: string }[]>`
      select split_part(current_setting('server_version'), ' ', 1) as version`;
    if (row) seenVersions.add(row.version);
  });
}

function reportOn(measured: Measured[], visits: number, version: string): GroupReport {
  const { ours, clerk } = measureScripts(routes, "en");
  const shifts = measured.map((each) => median(each.visits.map(({ shift }) => shift)));
  return {
    name: "browser",
    title: "In the browser",
    setting: `The dashboard of the production build in Chromium ${version.split(".")[0]}, over HTTP on the same machine, at 1280 × 800; medians of ${visits} visits. Cold is a browser that has nothing of it; 4× is its processor made four times slower. A delay is from the input to the paint that answers it; the browser tells none below 16 ms.`,
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
      ["ours, with React, Remix and what else we chose", fixed(ours / 1000, 1)],
      ["Clerk's SDK for React", fixed(clerk / 1000, 1)],
    ],
  };
}

function visitTable(measured: Measured[]): Table {
  return {
    title: "A visit",
    head: ["", "largest paint ms", "open the menu ms", "to Projects ms", "type a search ms", "layout shift"],
    rows: measured.map(({ conditions: { cache, slowdown }, visits }) => {
      const middle = (key: keyof Visit) => median(visits.map((each) => each[key]));
      return [
        `${cache} cache, ${slowdown}×`,
        whole(middle("largestPaint")),
        whole(middle("openMenu")),
        whole(middle("toProjects")),
        whole(middle("typeSearch")),
        fixed(middle("shift"), 3),
      ];
    }),
  };
}
