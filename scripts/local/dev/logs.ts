import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { formatLogLine } from "./log-line.ts";
import type { Terminal } from "./terminal.ts";

export type Logs = {
  directory: string;
  /** Takes a line of a child: whole into its file, short onto the terminal once that is wanted. */
  take(name: string, line: string): void;
  showOnTerminal(): void;
  close(): void;
};

export function openLogs(directory: string, terminal: Terminal): Logs {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const files = new Map<string, number>();
  let isShown = false;
  return {
    directory,
    take(name, line) {
      const file = files.get(name) ?? openLog(join(directory, `${name}.log`));
      files.set(name, file);
      writeSync(file, `${line}\n`);
      if (isShown) terminal.write(`${formatLogLine(terminal, name, line)}\n`);
    },
    showOnTerminal() {
      isShown = true;
    },
    close() {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
}

/** Keeps the log of the start before this one. */
function openLog(path: string): number {
  if (existsSync(path)) renameSync(path, `${path}.previous`);
  return openSync(path, "a", 0o600);
}
