import { cpus } from "node:os";
import { join } from "node:path";
import { seenVersions } from "./databases.ts";

export type Table = { title: string; head: string[]; rows: string[][] };

export const whole = (value = Number.NaN) =>
  Number.isNaN(value) ? "–" : Math.round(value).toLocaleString("en");
export const fixed = (value = Number.NaN, digits = 2) => (Number.isNaN(value) ? "–" : value.toFixed(digits));

/** One line for each row; a column has a heading and says what it shows of a row. */
export function table<Row>(
  title: string,
  rows: readonly Row[],
  columns: readonly (readonly [heading: string, cell: (row: Row) => string])[],
): Table {
  const head = columns.map(([heading]) => heading);
  return { title, head, rows: rows.map((row) => columns.map(([, cell]) => cell(row))) };
}

export type Target = readonly [what: string, measured: number, sign: "≤" | "≥", bound: number];

export function targetTable(targets: readonly Target[]): Table {
  return table("Targets", targets, [
    ["target", ([what]) => what],
    ["wanted", ([, , sign, bound]) => `${sign} ${bound}`],
    ["measured", (target) => (Number.isNaN(target[1]) ? "not measured" : String(judge(target).measured))],
    ["", (target) => (judge(target).met ? "met" : "missed")],
  ]);
}

/** Compares a figure with its target, rounded to two decimals away from it. NaN misses every target. */
export function judge([, value, sign, bound]: Target): { measured: number; met: boolean } {
  // 0.29 × 100 is slightly less than 29.
  const measured = sign === "≤" ? Math.ceil(value * 100 - 1e-9) / 100 : Math.floor(value * 100 + 1e-9) / 100;
  return { measured, met: sign === "≤" ? measured <= bound : measured >= bound };
}

/** Markdown in columns of equal width: the first to the left, figures to the right. */
export function draw(tables: readonly Table[]): string {
  return tables
    .map(({ title, head, rows }) => {
      const widths = head.map((_, column) =>
        Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
      );
      const rule = widths.map((width, column) =>
        "-".repeat(column === 0 ? width : width - 1).padEnd(width, ":"),
      );
      const pad = (text: string, column: number) =>
        column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
      return [
        `**${title}**\n`,
        ...[head, rule, ...rows].map((row) => `| ${row.map(pad).join(" | ")} |`),
      ].join("\n");
    })
    .join("\n\n");
}

/** Writes a group's tables into docs/benchmarks.md, below the line that names its command. The prose around them stays. */
export async function writeTables(group: string, tables: readonly Table[]): Promise<void> {
  const path = join(import.meta.dir, "../../docs/benchmarks.md");
  const { dependencies } = await Bun.file(join(import.meta.dir, "../../package.json")).json();
  const servers = [...seenVersions].join(" and ");
  const versions = `Bun ${Bun.version}, PostgreSQL ${servers}, postgres.js ${dependencies.postgres}`;
  const date = new Date().toISOString().slice(0, 10);
  const measured = `Measured on ${date} with ${versions}, ${cpus().length} CPUs, by \`bun scripts/bench --only ${group}\`.`;
  const parts = (await Bun.file(path).text()).split(/^(?=## )/m).map((part) => {
    const lines = part.split("\n");
    const first = lines.findIndex((line) => line.endsWith(`--only ${group}\`.`));
    if (first < 0) return part;
    const last = lines.findLastIndex((line) => line.startsWith("|"));
    return [...lines.slice(0, first), measured, "", draw(tables), ...lines.slice(last + 1)].join("\n");
  });
  await Bun.write(path, parts.join(""));
}
