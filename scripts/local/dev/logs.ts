import { existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Terminal } from "./terminal.ts";

export type Logs = {
  directory: string;
  /** Takes a process's lines: in full to its file, in short to the terminal once `showOnTerminal` was called. */
  writer(name: string): (line: string) => void;
  showOnTerminal(): void;
};

/** Log files in `directory`; those of the previous run are kept as `*.previous`. */
export function openLogs(directory: string, terminal: Terminal): Logs {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let isShown = false;
  return {
    directory,
    writer(name) {
      const path = join(directory, `${name}.log`);
      if (existsSync(path)) renameSync(path, `${path}.previous`);
      const file = openSync(path, "a", 0o600);
      return (line) => {
        writeSync(file, `${line}\n`);
        if (isShown) terminal.write(`  ${terminal.style(name.padEnd(7), "cyan")} ${shorten(line)}\n`);
      };
    },
    showOnTerminal() {
      isShown = true;
    },
  };
}

const levels: Record<number, string> = { 40: "warning ", 50: "error ", 60: "fatal " };
/** Fields that every line has or that belong in the file only. */
const omitted = /^(level|time|pid|hostname|msg|process|requestId|err|v|address|method|path|status)$/;

/** Message and scalar fields of a JSON log line (pino's); any other line as it is. */
export function shorten(line: string): string {
  const entry = parse(line);
  if (typeof entry?.msg !== "string") return line;
  const { level, msg, method, path, status, err } = entry;
  const fields = Object.entries(entry)
    .filter(([key, value]) => !omitted.test(key) && typeof value !== "object")
    .map(([key, value]) => ` ${key}=${value}`);
  const [reason] = (err as { message?: string } | undefined)?.message?.split("\n") ?? [];
  const text = method ? `${method} ${path} ${status}` : msg;
  return `${levels[Number(level)] ?? ""}${text}${fields.join("")}${reason ? ` ${reason}` : ""}`;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return line.startsWith("{") ? JSON.parse(line) : undefined;
  } catch {
    return undefined;
  }
}
