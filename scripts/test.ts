import { seconds, terminalOn } from "#scripts/local/dev/terminal.ts";
import { type Counts, none, sum, summaryLine } from "./testing/counts.ts";
import { type Options, type PhaseName, parseOptions, phaseNames, UsageError } from "./testing/options.ts";
import {
  buildForBrowsers,
  checkLint,
  checkTypes,
  runCompat,
  runEndToEnd,
  runPooler,
  runUnit,
} from "./testing/phases.ts";
import { stopPrograms } from "./testing/program.ts";

// `sh scripts/run test [--only types,lint,unit,compat,pooler,e2e] [--soak] [filter …]` runs every check. Its last line
// counts all phases; types and lint are one test each.

type Phase = (options: Options, show: (text: string) => void) => Promise<Counts>;

const titles: Record<PhaseName, string> = {
  types: "Types",
  lint: "Lint",
  unit: "Unit and integration",
  compat: "Database on an older PostgreSQL",
  pooler: "Tenants through PgBouncer",
  e2e: "End to end",
};
const phases: Record<PhaseName, Phase> = {
  types: (_, show) => checkTypes(show),
  lint: (_, show) => checkLint(show),
  unit: runUnit,
  compat: runCompat,
  pooler: runPooler,
  e2e: runEndToEnd,
};

const terminal = terminalOn(process.stdout);
const results: { name: PhaseName; counts: Counts; milliseconds: number }[] = [];

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);

const options = readOptions();
// Database tests mostly wait for the server, so the checks that keep one core busy, the other database phases and the
// production build run in parallel at no cost.
await Promise.all([
  inTurn(["types", "lint", "compat", "pooler"], "when done").then(beginBuild),
  inTurn(["unit"], "live"),
]);
await inTurn(["e2e"], "live");
report();

function beginBuild(): void {
  if (options.phases.includes("e2e") && options.filters.length === 0) void buildForBrowsers();
}

async function inTurn(names: PhaseName[], output: "live" | "when done"): Promise<void> {
  for (const name of names) {
    if (!options.phases.includes(name)) continue;
    if (output === "live") terminal.write(heading(name));
    await run(name, output);
  }
}

async function run(name: PhaseName, output: "live" | "when done"): Promise<void> {
  const begun = performance.now();
  let buffered = "";
  const buffer = (text: string) => {
    buffered += text;
  };
  const show = output === "live" ? terminal.write : buffer;
  const counts = await phases[name](options, show).catch((error: unknown) => {
    show(`${error instanceof Error ? error.message : String(error)}\n`);
    return { ...none, failed: 1 };
  });
  if (output === "when done" && counts.failed > 0) terminal.write(heading(name) + buffered);
  results.push({ name, counts, milliseconds: performance.now() - begun });
}

function report(): void {
  const total = sum(results.map(({ counts }) => counts));
  terminal.write("\n");
  const inOrder = phaseNames.flatMap((name) => results.filter((result) => result.name === name));
  for (const { name, counts, milliseconds } of inOrder) {
    const mark = counts.failed > 0 ? terminal.style("✗", "red") : terminal.style("✓", "green");
    terminal.write(
      `${mark} ${titles[name].padEnd(34)}${seconds(milliseconds).padStart(8)}   ${summaryLine(counts)}\n`,
    );
  }
  terminal.write(`\n${summaryLine(total)}\n`);
  process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
}

function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/** Servers end through their guard; programs are stopped here. */
function interrupt(): void {
  stopPrograms();
  process.exit(130);
}

function heading(name: PhaseName): string {
  return `\n${terminal.style(titles[name], "bold")}\n`;
}
