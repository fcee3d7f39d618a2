import { accessSync, constants, mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { type Stack, startStack } from "#scripts/local/dev/development.ts";
import { type Logs, openLogs } from "#scripts/local/dev/logs.ts";
import { planDevelopment, portsToTake, problemsOf } from "#scripts/local/dev/plan.ts";
import { startProgress } from "#scripts/local/dev/progress.ts";
import { readRunning, removeRunning, writeRunning } from "#scripts/local/dev/running-file.ts";
import { renderScreen } from "#scripts/local/dev/screen.ts";
import { terminalOn } from "#scripts/local/dev/terminal.ts";
import { ChildEnded } from "#scripts/local/process/children.ts";
import { type Lock, takeLock } from "#scripts/local/process/lock.ts";
import { requireFreePorts } from "#scripts/local/process/ports.ts";
import { configurationError } from "#scripts/local/process/supervisor.ts";
import { seedPassword, seedTenants } from "#scripts/seed/workspaces-data.ts";
import type { Plan } from "./local/dev/environment.ts";

// `sh scripts/run dev`: everything development needs, in one terminal, until Ctrl-C.

const stateDir = join(import.meta.dir, "../.local");
const runningFile = join(stateDir, "running.json");
const terminal = terminalOn(process.stdout);
const progress = startProgress(terminal);
/** Held, and never released by hand: it goes with this process. */
let lock: Lock | undefined;
let stack: Stack | undefined;
let isEnding = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));
// Whoever read our output is gone.
process.stdout.on("error", () => void end(0));

try {
  await start();
} catch (error) {
  await end(exitCodeOf(error), error instanceof Error ? error.message : String(error));
}

async function start(): Promise<void> {
  requireStateDir();
  const plan = planDevelopment(process.env);
  const problems = problemsOf(plan, process.env);
  if (problems.length > 0)
    return end(configurationError, `The environment is not complete:\n${list(problems)}`);
  lock = takeLock(join(stateDir, "dev.lock"));
  if (!lock) return sayWhoRuns();
  // After a kill -9 the parts of the last start may need a moment to notice.
  await requireFreePorts(portsToTake(plan), readRunning(runningFile) ? 4_000 : 0);
  writeRunning(runningFile, { pid: process.pid, url: plan.baseUrl });
  const logs = openLogs(join(stateDir, "logs"), terminal);
  stack = startStack({ plan, source: process.env, stateDir, progress, logs, report: reporting() });
  await stack.started;
  progress.end();
  if (isEnding) return;
  terminal.write(screenOf(plan, logs));
  logs.showOnTerminal();
}

/** Ends with everything stopped. A second Ctrl-C does not wait for that. */
async function end(code: number, message?: string): Promise<void> {
  if (isEnding) process.exit(1);
  isEnding = true;
  progress.end();
  if (message) console.error(`\n${terminal.style(message, "red")}\n`);
  if (stack) {
    terminal.write("  Stopping …\n");
    await stack.stop();
    removeRunning(runningFile);
  }
  process.exit(code);
}

function requireStateDir(): void {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    accessSync(stateDir, constants.W_OK);
  } catch {
    throw new Error(
      `${stateDir} cannot be written to: it was made by another user. Remove it as that user, then start again.`,
    );
  }
}

function sayWhoRuns(): void {
  const running = readRunning(runningFile);
  const who = running ? ` (process ${running.pid}): ${running.url}` : ".";
  console.log(`Tenantry is already running here${who}`);
  process.exit(0);
}

function reporting() {
  const say = (text: string) => progress.line(`  ${terminal.style(text, "yellow")}`);
  const gaveUp = (error: unknown) =>
    void end(exitCodeOf(error), error instanceof Error ? error.message : String(error));
  return {
    restarting: (error: ChildEnded, delayMs: number) =>
      say(`${error.message}\n  Starting it again in ${delayMs / 1000} s.`),
    restarted: (name: string) => say(`The ${name} runs again.`),
    gaveUp,
    postgres: {
      died: () => say("PostgreSQL ended. Starting it again."),
      restarted: () => say("PostgreSQL runs again."),
      gaveUp,
    },
  };
}

function screenOf(plan: Plan, logs: Logs): string {
  return renderScreen(terminal, {
    baseUrl: plan.baseUrl,
    logs: relative(process.cwd(), logs.directory),
    milliseconds: performance.now(),
    ...(plan.hasLocalClerk && {
      outboxUrl: `${plan.clerkUrl}/outbox`,
      seeded: { workspaces: seedTenants, password: seedPassword },
    }),
  });
}

function list(problems: string[]): string {
  return problems.map((problem) => `  - ${problem}`).join("\n");
}

function exitCodeOf(error: unknown): number {
  return error instanceof ChildEnded && error.code === configurationError ? configurationError : 1;
}
