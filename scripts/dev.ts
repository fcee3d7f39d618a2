import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { problemsOf } from "#scripts/local/dev/environments.ts";
import { openLogs } from "#scripts/local/dev/logs.ts";
import { planDevelopment } from "#scripts/local/dev/plan.ts";
import { renderScreen } from "#scripts/local/dev/screen.ts";
import { type Stack, startStack } from "#scripts/local/dev/stack.ts";
import { seconds, terminalOn } from "#scripts/local/dev/terminal.ts";
import { ChildEnded, configurationError } from "#scripts/local/process/children.ts";
import { takeLock } from "#scripts/local/process/lock.ts";
import { requireFreePorts } from "#scripts/local/process/ports.ts";
import { seedPassword, seedTenants } from "#scripts/seed/workspaces-data.ts";

// `sh scripts/run dev`: everything development needs, in one terminal, until Ctrl-C.

const stateDir = join(import.meta.dir, "../.local");
/** What a second start prints about the first. A killed start leaves it behind; the lock decides who runs. */
const runningFile = join(stateDir, "running.txt");
const terminal = terminalOn(process.stdout);
/** Never released by hand: the lock ends with this process. */
let lock: ReturnType<typeof takeLock>;
let stack: Stack | undefined;
let isEnding = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));
// The reader of our output is gone.
process.stdout.on("error", () => void end(0));
await start().catch(fail);

async function start(): Promise<void> {
  requireStateDir();
  const plan = planDevelopment(process.env);
  const problems = problemsOf(plan, process.env).map((problem) => `\n  - ${problem}`);
  if (problems.length > 0)
    return end(configurationError, `The environment is incomplete:${problems.join("")}`);
  lock = takeLock(join(stateDir, "dev.lock"));
  const mayBeEnding = existsSync(runningFile);
  if (!lock) {
    console.log(mayBeEnding ? readFileSync(runningFile, "utf8") : "Tenantry is already running here.");
    process.exit(0);
  }
  // After a kill -9 the processes of the previous start need a moment to end.
  await requireFreePorts(plan.listensOn, mayBeEnding ? 4_000 : 0);
  const running = `Tenantry is already running here (process ${process.pid}): ${plan.baseUrl}`;
  writeFileSync(runningFile, running, { mode: 0o600 });
  const logs = openLogs(join(stateDir, "logs"), terminal);
  stack = startStack({ plan, source: process.env, stateDir, step, logs, warn, fail });
  await stack.started;
  if (isEnding) return;
  terminal.write(
    renderScreen(terminal, {
      baseUrl: plan.baseUrl,
      logs: relative(process.cwd(), logs.directory),
      milliseconds: performance.now(),
      ...(plan.hasLocalClerk && {
        outboxUrl: `${plan.clerkUrl}/outbox`,
        seeded: { workspaces: seedTenants, password: seedPassword },
      }),
    }),
  );
  logs.showOnTerminal();
}

function requireStateDir(): void {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    accessSync(stateDir, constants.W_OK);
  } catch {
    throw new Error(
      `${stateDir} is not writable: another user created it. Remove it as that user, then start again.`,
    );
  }
}

/** Runs one part of the start and prints its name and how long it took. */
async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    const result = await work();
    const time = seconds(performance.now() - begun).padStart(7);
    terminal.write(`  ${terminal.style("✓", "green")} ${name.padEnd(16)}${terminal.style(time, "dim")}\n`);
    return result;
  } catch (error) {
    if (!isEnding) terminal.write(`  ${terminal.style("✗", "red")} ${name}\n`);
    throw error;
  }
}

function warn(text: string): void {
  terminal.write(`  ${terminal.style(text, "yellow")}\n`);
}

function fail(error: unknown): Promise<void> {
  const isConfiguration = error instanceof ChildEnded && error.code === configurationError;
  const message = error instanceof Error ? error.message : String(error);
  return end(isConfiguration ? configurationError : 1, message);
}

/** Stops everything, then exits. A second Ctrl-C exits immediately. */
async function end(code: number, message?: string): Promise<void> {
  if (isEnding) process.exit(1);
  isEnding = true;
  if (message) console.error(`\n${terminal.style(message, "red")}\n`);
  if (stack) {
    terminal.write("  Stopping …\n");
    await stack.stop();
    rmSync(runningFile, { force: true });
  }
  process.exit(code);
}
