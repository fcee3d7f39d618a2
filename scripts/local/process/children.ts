import { join } from "node:path";
import { readLines } from "./read-lines.ts";
import { type Readiness, waitUntilReady } from "./readiness.ts";

export type ChildSpec = {
  name: string;
  /** Path of the script inside the repository. */
  script: string;
  env: Record<string, string>;
  /** Without it the child never counts as ready. */
  ready?: Readiness;
  /** How long it may take until it is. */
  patienceMs?: number;
  onLine(line: string): void;
};

export type Child = {
  pid: number;
  /** Resolves when it does its work, rejects with ChildEnded when it ends before that. */
  ready: Promise<void>;
  ended: Promise<ChildEnded>;
  stop(graceMs: number): Promise<void>;
};

const root = join(import.meta.dir, "../../..");
const followParent = join(import.meta.dir, "follow-parent.ts");

export class ChildEnded extends Error {
  override name = "ChildEnded";
  constructor(
    readonly child: string,
    readonly code: number,
    readonly lastLines: string[],
  ) {
    super(withLines(`The ${child} ended (exit code ${code}).`, lastLines));
  }
}

export class ChildNotReady extends Error {
  override name = "ChildNotReady";
  constructor(child: string, reason: string, lastLines: string[]) {
    super(withLines(`The ${child} ${reason}.`, lastLines));
  }
}

/**
 * Starts a script in a process group of its own, with this environment and nothing from .env, so that it gets no more than
 * it needs and a Ctrl-C in the terminal reaches only us.
 */
export function startChild(spec: ChildSpec): Child {
  const lastLines: string[] = [];
  const child = Bun.spawn([process.execPath, "--no-env-file", "--preload", followParent, spec.script], {
    cwd: root,
    env: spec.env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const waiting = spec.ready && waitUntilReady(spec.ready, isOver, spec.patienceMs ?? 60_000);
  const take = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > 20) lastLines.shift();
    waiting?.sawLine(line);
    spec.onLine(line);
  };
  const output = Promise.all([readLines(child.stdout, take), readLines(child.stderr, take)]);
  const ended = child.exited.then(async (code) => {
    signalGroup(child.pid, "SIGKILL");
    // A grandchild that left the group could hold the pipes open.
    await Promise.race([output, Bun.sleep(300)]);
    return new ChildEnded(spec.name, code, lastLines);
  });
  const begun = waiting?.promise.catch((error: Error) => {
    throw new ChildNotReady(spec.name, error.message, lastLines);
  });
  const ready = Promise.race([
    begun ?? new Promise<void>(() => {}),
    ended.then((error) => Promise.reject(error)),
  ]);
  // Whoever waits for it hears of it; without this nobody waiting would end the launcher.
  ready.catch(() => {});
  return { pid: child.pid, ready, ended, stop: (graceMs) => stopGroup(child.pid, ended, graceMs) };
}

/** For a script that does its work and ends. */
export async function untilDone(child: Child): Promise<void> {
  const end = await child.ended;
  if (end.code !== 0) throw end;
}

async function stopGroup(pid: number, ended: Promise<unknown>, graceMs: number): Promise<void> {
  signalGroup(pid, "SIGTERM");
  await Promise.race([ended, Bun.sleep(graceMs)]);
  signalGroup(pid, "SIGKILL");
  await ended;
}

function withLines(text: string, lines: string[]): string {
  return lines.length === 0
    ? text
    : [`${text} Its last lines:`, ...lines.map((line) => `  ${line}`)].join("\n");
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // nobody is left in it
  }
}
