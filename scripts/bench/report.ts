import type { Target } from "./arithmetic.ts";
import type { GroupName } from "./options.ts";

export type Table = { title: string; head: string[]; rows: string[][] };

export type GroupReport = {
  name: GroupName;
  title: string;
  /** What was run, in a sentence or two. */
  setting: string;
  tables: Table[];
  targets: Target[];
};

export function targetTable(targets: readonly Target[]): Table {
  return {
    title: "Targets",
    head: ["target", "wanted", "measured", ""],
    rows: targets.map(({ what, wanted, measured, met }) => [
      what,
      wanted,
      Number.isNaN(measured) ? "not measured" : String(measured),
      met ? "met" : "missed",
    ]),
  };
}

/** Columns of equal width: the first to the left, figures to the right. In Markdown when asked for. */
export function drawTable({ head, rows }: Table, style: "plain" | "markdown" = "plain"): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => (cells[column] ?? "").length)),
  );
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const draw = (cells: string[]) => {
    const padded = cells.map(pad);
    return style === "markdown" ? `| ${padded.join(" | ")} |` : padded.join("  ").trimEnd();
  };
  const rule = widths.map((width, column) =>
    column === 0 || style === "plain" ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [head, rule, ...rows].map(draw).join("\n");
}

export function drawReport({ title, tables, targets }: GroupReport): string {
  const parts = [...tables, targetTable(targets)].map((table) => `${table.title}\n${drawTable(table)}`);
  return [`\n${title}`, ...parts].join("\n\n");
}

export const whole = (value: number) => (Number.isNaN(value) ? "–" : Math.round(value).toLocaleString("en"));
export const fixed = (value: number, digits = 2) => (Number.isNaN(value) ? "–" : value.toFixed(digits));
