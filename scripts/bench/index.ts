import { parseArgs } from "node:util";
import { benchBrowser } from "./browser.ts";
import { closeDatabases } from "./databases.ts";
import { benchFleet } from "./fleet.ts";
import { benchGuard } from "./guard.ts";
import { benchIdentity } from "./identity.ts";
import type { Scale } from "./measure.ts";
import { benchMigrations } from "./migrations.ts";
import { benchPage } from "./page.ts";
import { draw, type Table, writeTables } from "./report.ts";
import { benchRequests } from "./requests.ts";

// `bun scripts/bench [--only …] [--quick] [--write]`: what tenancy costs, on throwaway databases of its own.

const groups: Record<string, (scale: Scale) => Promise<Table[]>> = {
  requests: benchRequests,
  guard: benchGuard,
  page: benchPage,
  browser: benchBrowser,
  migrations: benchMigrations,
  identity: benchIdentity,
  fleet: benchFleet,
};

const help = `bun scripts/bench [--only ${Object.keys(groups).join(",")}] [--quick] [--write]

Measures on throwaway databases of its own, in less than ten minutes. The machine should be idle.

  --only   runs these groups only
  --quick  fewer and shorter rounds, a fleet of 1,000: to see that it works, not to quote
  --write  writes the figures into docs/benchmarks.md; not with --quick
`;

const flag = { type: "boolean", default: false } as const;
const { values } = parseArgs({ options: { only: { type: "string" }, quick: flag, write: flag, help: flag } });
const only = values.only?.split(",") ?? Object.keys(groups);
const isWrong = only.some((name) => !(name in groups)) || (values.write && values.quick);
if (values.help || isWrong) {
  console.log(help);
  process.exit(isWrong ? 2 : 0);
}
const scale = values.quick ? { rounds: 3, milliseconds: 200 } : { rounds: 5, milliseconds: 400 };
for (const name of only) {
  const begun = performance.now();
  const tables = (await groups[name]?.({ isQuick: values.quick, ...scale })) ?? [];
  console.log(`\n${name}, in ${Math.round((performance.now() - begun) / 1000)} s\n\n${draw(tables)}`);
  if (values.write) await writeTables(name, tables);
  await closeDatabases();
}
process.exit(0);
