import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";

export type ChildSpec = {
  name: string;
  /** Path of the script inside the repository. */
  script: string;
  env: Record<string, string>;
  /** How the child shows that it works: a URL that answers, or a line it prints. */
  ready?: Ready;
  /** How long it may take to get ready, in milliseconds. */
  patienceMs?: number;
  onLine(line: string): void;
};

type Ready = { url: string; host?: string } | { line: RegExp };

export type Child = {
  pid: number;
  /** Resolves when the child works; rejects with ChildEnded when it ends before, or ChildNotReady after `patienceMs`. */
  ready: Promise<void>;
  ended: Promise<ChildEnded>;
  stop(graceMs: number): Promise<void>;
};

/** Exit code for wrong configuration: starting again would fail the same way. */
export const configurationError = 78;

const root = join(import.meta.dir, "../../..");
const followParent = join(import.meta.dir, "follow-parent.ts");

export class ChildEnded extends Error {
  override name = "ChildEnded";
  constructor(
    child: string,
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
 * Starts a script with this environment and nothing from .env. It leads a process group of its own, so that a Ctrl-C in
 * the terminal reaches only us.
 */
export function startChild(spec: ChildSpec): Child {
  const lastLines: string[] = [];
  const child = Bun.spawn([process.execPath, "--no-env-file", "--preload", followParent, spec.script], {
    cwd: root,
    env: spec.env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const isReady = Promise.withResolvers<void>();
  const takeLine = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > 20) lastLines.shift();
    if (spec.ready && "line" in spec.ready && spec.ready.line.test(line)) isReady.resolve();
    spec.onLine(line);
  };
  const output = Promise.all([readLines(child.stdout, takeLine), readLines(child.stderr, takeLine)]);
  const ended = child.exited.then(async (code) => {
    signalGroup(child.pid, "SIGKILL");
    // A grandchild that left the group could keep the pipes open.
    await Promise.race([output, Bun.sleep(300)]);
    const error = new ChildEnded(spec.name, code, lastLines);
    isReady.reject(error);
    return error;
  });
  const giveUp = (reason: string) => isReady.reject(new ChildNotReady(spec.name, reason, lastLines));
  waitUntilReady(spec, child, isReady.resolve, giveUp);
  // Awaited by most callers; without this, a rejection that no caller awaits would end this process.
  isReady.promise.catch(() => {});
  return { pid: child.pid, ready: isReady.promise, ended, stop: (ms) => stopGroup(child.pid, ended, ms) };
}

/** For a script that does its work and ends. */
export async function untilDone(child: Child): Promise<void> {
  const end = await child.ended;
  if (end.code !== 0) throw end;
}

/** Calls `take` for each line of the stream, including a last one without a line end. */
export async function readLines(
  stream: ReadableStream<Uint8Array>,
  take: (line: string) => void,
): Promise<void> {
  const lines = createInterface({ input: Readable.fromWeb(stream as never), crlfDelay: Infinity });
  for await (const line of lines) take(line.trimEnd());
}

function waitUntilReady(
  { ready, patienceMs = 60_000 }: ChildSpec,
  child: { exited: Promise<unknown> },
  succeed: () => void,
  giveUp: (reason: string) => void,
): void {
  const within = `${patienceMs / 1000} s`;
  const controller = new AbortController();
  let answer = "no answer";
  const poll = async ({ url, host }: { url: string; host?: string }) => {
    while (!controller.signal.aborted) {
      const init = {
        ...(host && { headers: { host } }),
        redirect: "manual",
        signal: controller.signal,
      } as const;
      const response = await fetch(url, init).catch(() => undefined);
      await response?.arrayBuffer().catch(() => {});
      if (response && response.status < 500) return succeed();
      answer = response ? `status ${response.status}` : "no answer";
      await Bun.sleep(50);
    }
  };
  if (ready && "url" in ready) void poll(ready);
  const timer = setTimeout(() => {
    if (!ready) return;
    giveUp(
      "url" in ready
        ? `is running, but ${ready.url} gives ${answer} after ${within}`
        : `printed nothing like ${ready.line} within ${within}`,
    );
    controller.abort();
  }, patienceMs);
  timer.unref();
  void child.exited.then(() => {
    clearTimeout(timer);
    controller.abort();
  });
}

async function stopGroup(pid: number, ended: Promise<unknown>, graceMs: number): Promise<void> {
  signalGroup(pid, "SIGTERM");
  await Promise.race([ended, Bun.sleep(graceMs)]);
  signalGroup(pid, "SIGKILL");
  await ended;
}

function withLines(text: string, lines: string[]): string {
  if (lines.length === 0) return text;
  return [`${text} Its last lines:`, ...lines.map((line) => `  ${line}`)].join("\n");
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is empty.
  }
}
