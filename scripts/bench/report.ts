import { cpus } from "node:os";
import { join } from "node:path";
import type { Target } from "./arithmetic.ts";
import { seenVersions } from "./servers.ts";

export type Table = { title: string; head: string[]; rows: string[][] };

export type GroupReport = {
  title: string;
  /** What was run, in a sentence or two. */
  setting: string;
  tables: Table[];
  targets: Target[];
};

export const whole = (value: number) => (Number.isNaN(value) ? "–" : Math.round(value).toLocaleString("en"));
export const fixed = (value: number, digits = 2) => (Number.isNaN(value) ? "–" : value.toFixed(digits));

export function drawReport(report: GroupReport): string {
  return ["", report.title, ...tablesOf(report).map((table) => `${table.title}\n${drawTable(table)}`)].join(
    "\n\n",
  );
}

const path = join(import.meta.dir, "../../docs/benchmarks.md");

/** Writes the measured groups into docs/benchmarks.md. Other groups, and the prose below each group's tables, stay. */
export async function writeDocument(reports: readonly GroupReport[]): Promise<void> {
  const [introduction = "", ...parts] = (await Bun.file(path).text()).split(/^(?=## )/m);
  const manifest = await Bun.file(join(import.meta.dir, "../../package.json")).json();
  const date = new Date().toISOString().slice(0, 10);
  const servers = [...seenVersions].join(" and ");
  const measured = `Measured on ${date} with Bun ${Bun.version}, PostgreSQL ${servers}, postgres.js ${manifest.dependencies.postgres}, ${cpus().length} CPUs.`;
  for (const report of reports) {
    const heading = `## ${report.title}\n`;
    const position = parts.findIndex((part) => part.startsWith(heading));
    const lines = parts[position]?.split("\n") ?? [];
    const prose = lines.slice(lines.findLastIndex((line) => line.startsWith("|")) + 1).join("\n");
    const tables = tablesOf(report).map((table) => `**${table.title}**\n\n${drawTable(table)}`);
    const part = [heading.trim(), measured, report.setting, ...tables, prose.trim()].join("\n\n");
    parts.splice(position < 0 ? parts.length : position, position < 0 ? 0 : 1, `${part.trim()}\n\n`);
  }
  await Bun.write(path, `${[introduction, ...parts].join("").trim()}\n`);
}

function tablesOf({ tables, targets }: GroupReport): Table[] {
  if (targets.length === 0) return tables;
  const rows = targets.map(({ what, wanted, measured, met }) => [
    ...[what, wanted, Number.isNaN(measured) ? "not measured" : String(measured), met ? "met" : "missed"],
  ]);
  return [...tables, { title: "Targets", head: ["target", "wanted", "measured", ""], rows }];
}

/** A Markdown table in columns of equal width: the first to the left, figures to the right. */
function drawTable({ head, rows }: Table): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const draw = (cells: string[]) =>
    `| ${widths.map((width, column) => (column === 0 ? (cells[column] ?? "").padEnd(width) : (cells[column] ?? "").padStart(width))).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [head, rule, ...rows].map(draw).join("\n");
}
