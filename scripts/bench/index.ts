import { benchGuard } from "./guard/guard.ts";
import { type GroupName, readOptions } from "./options.ts";
import { drawReport, type GroupReport } from "./report.ts";
import { benchRequests } from "./requests/requests.ts";
import type { Scale } from "./rounds.ts";

const options = readOptions(process.argv.slice(2));
const scale: Scale = options.quick
  ? { rounds: 3, milliseconds: 200, warmUp: 500 }
  : { rounds: 5, milliseconds: 400, warmUp: 1000 };
const groups: Partial<Record<GroupName, (scale: Scale) => Promise<GroupReport>>> = {
  requests: benchRequests,
  guard: benchGuard,
};

const reports: GroupReport[] = [];
for (const name of options.groups) {
  const run = groups[name];
  if (!run) continue;
  const begun = performance.now();
  console.error(`${name} …`);
  const report = await run(scale);
  console.error(`${name} took ${Math.round((performance.now() - begun) / 1000)} s`);
  reports.push(report);
  if (!options.json) console.log(drawReport(report));
}
if (options.json) console.log(JSON.stringify(reports, null, 2));
process.exit(0);
