import { join } from "node:path";
import { readLines } from "./read-lines.ts";

export type ChildSpec = {
  name: string;
  /** Path of the script inside the repository. */
  script: string;
  env: Record<string, string>;
  /** Tells when the child does its work: a URL that answers, or a line it prints. Without it, it never says so. */
  ready?: { url: string; host?: string } | { line: RegExp };
  onLine(line: string): void;
};

export type Child = {
  pid: number;
  /** Resolves when it does its work, rejects with ChildEnded when it ends before that. */
  ready: Promise<void>;
  ended: Promise<ChildEnded>;
  stop(graceMs: number): Promise<void>;
};

const root = join(import.meta.dir, "../..");
const followParent = join(import.meta.dir, "follow-parent.ts");

export class ChildEnded extends Error {
  override name = "ChildEnded";
  constructor(
    readonly child: string,
    readonly code: number,
    readonly lastLines: string[],
  ) {
    super(
      [
        `The ${child} ended (exit code ${code}). Its last lines:`,
        ...lastLines.map((line) => `  ${line}`),
      ].join("\n"),
    );
  }
}

/**
 * Starts a script in a process group of its own, with this environment and nothing from .env, so that it gets no more than
 * it needs and a Ctrl-C in the terminal reaches only us.
 */
export function startChild(spec: ChildSpec): Child {
  const lastLines: string[] = [];
  const sawLine = Promise.withResolvers<void>();
  const child = Bun.spawn([process.execPath, "--no-env-file", "--preload", followParent, spec.script], {
    cwd: root,
    env: spec.env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const take = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > 20) lastLines.shift();
    if (spec.ready && "line" in spec.ready && spec.ready.line.test(line)) sawLine.resolve();
    spec.onLine(line);
  };
  const output = Promise.all([readLines(child.stdout, take), readLines(child.stderr, take)]);
  const ended = child.exited.then(async (code) => {
    signalGroup(child.pid, "SIGKILL");
    // A grandchild that left the group could hold the pipes open.
    await Promise.race([output, Bun.sleep(300)]);
    return new ChildEnded(spec.name, code, lastLines);
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const begun = spec.ready && "url" in spec.ready ? untilAnswers(spec.ready, isOver) : sawLine.promise;
  const ready = Promise.race([begun, ended.then((error) => Promise.reject(error))]);
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

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // nobody is left in it
  }
}

/** Never resolves for a child that ended without having answered: its end tells. */
async function untilAnswers(target: { url: string; host?: string }, isOver: () => boolean): Promise<void> {
  while (true) {
    if (isOver()) return new Promise(() => {});
    try {
      const headers: Record<string, string> = target.host ? { host: target.host } : {};
      const response = await fetch(target.url, {
        headers,
        redirect: "manual",
        signal: AbortSignal.timeout(30_000),
      });
      await response.arrayBuffer();
      if (response.status < 500) return;
    } catch {
      // not listening yet
    }
    await Bun.sleep(50);
  }
}
