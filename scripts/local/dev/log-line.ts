import type { Style, Terminal } from "./terminal.ts";

type Entry = Record<string, unknown> & { msg: string };

const levels: Record<number, [string, Style]> = {
  40: ["warning", "yellow"],
  50: ["error", "red"],
  60: ["fatal", "red"],
};
/** What every line has, or what belongs to the file: the terminal shows the rest. */
const left = new Set(
  "level time pid hostname msg process requestId err v address method path status".split(" "),
);

/** One short line for the terminal from what a child printed: a JSON log line (pino's) or plain text. */
export function formatLogLine(terminal: Terminal, name: string, line: string): string {
  const label = terminal.style(name.padEnd(7), "cyan");
  const entry = parseEntry(line);
  if (!entry) return `  ${label} ${line}`;
  const level = levels[Number(entry.level)];
  const mark = level ? `${terminal.style(level[0], level[1])} ` : "";
  return `  ${label} ${mark}${textOf(entry)}${terminal.style(fieldsOf(entry), "dim")}${terminal.style(errorOf(entry), "red")}`;
}

function parseEntry(line: string): Entry | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && "msg" in value && typeof value.msg === "string";
}

/** A request says itself what it was. */
function textOf({ msg, method, path, status }: Entry): string {
  return typeof method === "string" ? `${method} ${path} ${status}` : msg;
}

function fieldsOf(entry: Entry): string {
  return Object.entries(entry)
    .filter(([key, value]) => !left.has(key) && ["string", "number", "boolean"].includes(typeof value))
    .map(([key, value]) => ` ${key}=${value}`)
    .join("");
}

function errorOf({ err }: Entry): string {
  const message = typeof err === "object" && err !== null && "message" in err ? String(err.message) : "";
  return message ? ` ${message.split("\n")[0]}` : "";
}
