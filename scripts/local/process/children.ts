import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";

export type ChildSpec = {
  name: string;
  /** Path of the script inside the repository. */
  script: string;
  env: Record<string, string>;
  /** How long it may take to get ready, in milliseconds. */
  patienceMs?: number;
  onLine(line: string): void;
};

export type Child = {
  pid: number;
  /**
   * Resolves when the child works, which it says with `process.send("ready")`; rejects with ChildEnded when it ends before,
   * or with an Error after `patienceMs`.
   */
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

/**
 * Starts a script with this environment and nothing from .env. It leads a process group of its own, so that a Ctrl-C in
 * the terminal reaches only us.
 */
export function startChild({ name, script, env, patienceMs = 60_000, onLine }: ChildSpec): Child {
  const lastLines: string[] = [];
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  const child = Bun.spawn([process.execPath, "--no-env-file", "--preload", followParent, script], {
    ...{ cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"], ipc: () => resolve() },
  });
  const takeLine = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > 20) lastLines.shift();
    onLine(line);
  };
  const output = Promise.all([readLines(child.stdout, takeLine), readLines(child.stderr, takeLine)]);
  const tooLate = () =>
    reject(new Error(withLines(`The ${name} is not ready after ${patienceMs / 1000} s.`, lastLines)));
  const timer = setTimeout(tooLate, patienceMs);
  const ended = child.exited.then(async (code) => {
    clearTimeout(timer);
    signalGroup(child.pid, "SIGKILL");
    // A grandchild that left the group could keep the pipes open.
    await Promise.race([output, Bun.sleep(300)]);
    const error = new ChildEnded(name, code, lastLines);
    reject(error);
    return error;
  });
  // Awaited by most callers; without this, a rejection that no caller awaits would end this process.
  ready.then(
    () => clearTimeout(timer),
    () => {},
  );
  const stop = async (graceMs: number) => {
    signalGroup(child.pid, "SIGTERM");
    await Promise.race([ended, Bun.sleep(graceMs)]);
    signalGroup(child.pid, "SIGKILL");
    await ended;
  };
  return { pid: child.pid, ready, ended, stop };
}

/** Calls `take` for each line of the stream, including a last one without a line end. */
export async function readLines(
  stream: ReadableStream<Uint8Array>,
  take: (line: string) => void,
): Promise<void> {
  const lines = createInterface({ input: Readable.fromWeb(stream as never), crlfDelay: Infinity });
  for await (const line of lines) take(line.trimEnd());
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
