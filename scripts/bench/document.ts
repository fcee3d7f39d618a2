import { cpus } from "node:os";
import { join } from "node:path";
import { limits } from "./limits.ts";
import { drawTable, type GroupReport, targetTable } from "./report.ts";
import { seenVersions } from "./servers.ts";

/** What was measured, when and on what. Nothing that tells whose machine it was. */
export type Report = {
  date: string;
  versions: { bun: string; postgresql: string[]; "postgres.js": string };
  cpus: number;
  groups: GroupReport[];
};

export async function createReport(groups: GroupReport[]): Promise<Report> {
  const manifest = await Bun.file(join(import.meta.dir, "../../package.json")).json();
  return {
    date: new Date().toISOString().slice(0, 10),
    versions: {
      bun: Bun.version,
      postgresql: [...seenVersions],
      "postgres.js": manifest.dependencies.postgres,
    },
    cpus: cpus().length,
    groups,
  };
}

/** Writes docs/benchmarks.md anew. */
export async function writeDocument(report: Report): Promise<void> {
  await Bun.write(join(import.meta.dir, "../../docs/benchmarks.md"), drawDocument(report));
}

function drawDocument({ date, versions, cpus, groups }: Report): string {
  const introduction = `# Benchmarks

Measured on ${date} with Bun ${versions.bun}, PostgreSQL ${versions.postgresql.join(" and ")}, postgres.js ${versions["postgres.js"]}, ${cpus} CPUs that
client and server share. This page is written by \`bun scripts/bench --write\`; its texts are in \`scripts/bench/limits.ts\`.

What is compared runs in turn, round by round, after a warm-up. A ratio is the median of the rounds' own ratios, so that
whatever else the machine does falls on both sides. A figure is never rounded towards its target. CPU time is of all the
threads of the client, and of all the processes of the server.`;
  return `${[introduction, ...groups.map(drawGroup)].join("\n\n")}\n`;
}

function drawGroup({ name, title, setting, tables, targets }: GroupReport): string {
  const all = targets.length > 0 ? [...tables, targetTable(targets)] : tables;
  const drawn = all.map((table) => `**${table.title}**\n\n${drawTable(table, "markdown")}`);
  return [`## ${title}`, setting, ...drawn, limits[name]].join("\n\n");
}
