import { parseArgs } from "node:util";
import { benchBrowser } from "./browser/browser.ts";
import { benchFleet } from "./fleet/fleet.ts";
import { withFleet } from "./fleet/fleet-database.ts";
import { benchMemory } from "./fleet/memory.ts";
import { benchGuard } from "./guard/guard.ts";
import { benchIdentity } from "./identity/identity.ts";
import type { Scale } from "./measure.ts";
import { benchMigrations } from "./migrations/migrations.ts";
import { benchPage } from "./page/page.ts";
import { drawReport, type GroupReport, writeDocument } from "./report.ts";
import { benchRequests } from "./requests/requests.ts";

// `bun scripts/bench [--only …] [--quick] [--write]`: what tenancy costs, on throwaway databases of its own.

const groupNames = [
  "requests",
  "guard",
  "page",
  "browser",
  "migrations",
  "identity",
  "memory",
  "fleet",
] as const;
type GroupName = (typeof groupNames)[number];

const help = `bun scripts/bench [--only ${groupNames.join(",")}] [--quick] [--write]

Measures on throwaway databases of its own, in less than ten minutes. The machine should be idle.

  --only   runs these groups only
  --quick  fewer and shorter rounds, a fleet of 1,000: to see that it works, not to quote
  --write  writes the figures into docs/benchmarks.md
`;

const { groups, quick, write } = readOptions();
const scale: Scale = quick
  ? { rounds: 3, milliseconds: 200, warmUp: 500 }
  : { rounds: 5, milliseconds: 400, warmUp: 1000 };
const reports: GroupReport[] = [];

await run("requests", () => benchRequests(scale));
await run("guard", () => benchGuard(scale));
await run("page", () => benchPage(quick ? 1 : 5));
await run("browser", () => benchBrowser(quick ? 2 : 9));
await run("migrations", () => benchMigrations(quick ? [100, 300] : [100, 1000, 10_000]));
await run("identity", () => benchIdentity(quick ? { size: 100, rounds: 2 } : { size: 1000, rounds: 3 }));
if (groups.includes("memory") || groups.includes("fleet")) {
  console.error("Provisioning a fleet for memory and fleet …");
  await withFleet(quick ? 1000 : 10_000, async (fleet) => {
    await run("memory", () => benchMemory(fleet));
    await run("fleet", () => benchFleet(fleet, scale));
  });
}
if (write) await writeDocument(reports);
process.exit(0);

async function run(name: GroupName, bench: () => Promise<GroupReport>): Promise<void> {
  if (!groups.includes(name)) return;
  console.error(`${name} …`);
  const begun = performance.now();
  const report = await bench();
  console.error(`${name} took ${Math.round((performance.now() - begun) / 1000)} s`);
  reports.push(report);
  console.log(drawReport(report));
}

/** Prints the help, or what is wrong with the command line, and exits. */
function readOptions() {
  try {
    const flag = { type: "boolean", default: false } as const;
    const options = { only: { type: "string" }, quick: flag, write: flag, help: flag } as const;
    const { only, quick, write, help: isHelp } = parseArgs({ options }).values;
    const groups: readonly string[] = only?.split(",") ?? groupNames;
    const unknown = groups.filter((name) => !(groupNames as readonly string[]).includes(name));
    if (unknown.length > 0) throw new Error(`There is no group ${unknown.join(", ")}.`);
    if (write && quick) throw new Error("--write needs full rounds, without --quick.");
    if (!isHelp) return { groups, quick, write };
    console.log(help);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
}
