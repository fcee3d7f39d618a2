import { benchBrowser } from "./browser/browser.ts";
import { createReport, writeDocument } from "./document.ts";
import { benchFleet } from "./fleet/fleet.ts";
import { withFleet } from "./fleet/fleet-database.ts";
import { benchMemory } from "./fleet/memory.ts";
import { benchGuard } from "./guard/guard.ts";
import { benchIdentity } from "./identity/identity.ts";
import { benchMigrations } from "./migrations/migrations.ts";
import { type GroupName, readOptions } from "./options.ts";
import { benchPage } from "./page/page.ts";
import { drawReport, type GroupReport } from "./report.ts";
import { benchRequests } from "./requests/requests.ts";
import type { Scale } from "./rounds.ts";

// `bun scripts/bench [--only …] [--quick] [--json] [--write]`: what tenancy costs, on throwaway databases of its own.

const options = readOptions(process.argv.slice(2));
const scale: Scale = options.quick
  ? { rounds: 3, milliseconds: 200, warmUp: 500 }
  : { rounds: 5, milliseconds: 400, warmUp: 1000 };
const reports: GroupReport[] = [];

await run("requests", () => benchRequests(scale));
await run("guard", () => benchGuard(scale));
await run("page", () => benchPage(scale));
await run("browser", () => benchBrowser(options.quick ? 2 : 9));
await run("migrations", () => benchMigrations(options.quick ? [100, 300] : [100, 1000, 10_000]));
await run("identity", () =>
  benchIdentity(options.quick ? { size: 100, rounds: 2 } : { size: 1000, rounds: 3 }),
);
if (options.groups.includes("memory") || options.groups.includes("fleet")) {
  console.error("A fleet for memory and fleet …");
  await withFleet(options.quick ? 1000 : 10_000, async (fleet) => {
    await run("memory", () => benchMemory(fleet));
    await run("fleet", () => benchFleet(fleet, scale));
  });
}
const report = await createReport(reports);
if (options.json) console.log(JSON.stringify(report, null, 2));
if (options.write) await writeDocument(report);
process.exit(0);

async function run(name: GroupName, bench: () => Promise<GroupReport>): Promise<void> {
  if (!options.groups.includes(name)) return;
  console.error(`${name} …`);
  const begun = performance.now();
  const report = await bench();
  console.error(`${name} took ${Math.round((performance.now() - begun) / 1000)} s`);
  reports.push(report);
  if (!options.json) console.log(drawReport(report));
}
