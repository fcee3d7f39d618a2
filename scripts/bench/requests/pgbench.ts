import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sample } from "#scripts/bench/measure.ts";
import { type Postmaster, serverCpu } from "#scripts/bench/processes.ts";
import { type BenchTenant, projectId } from "#scripts/bench/tenants.ts";
import { projectQuery } from "./rivals.ts";

/** pgbench takes whole seconds, and opens new connections for each run. */
const seconds = 2;

export type Pgbench = { measure(concurrency: number): Promise<Sample>; remove(): void };

/**
 * pgbench sends what a request transaction sends, pipelined, from C: one script per tenant, picked at random.
 * `-M prepared` is the harder rival: it does not parse the entry, which our unnamed statement does; `-M extended` would
 * plan the select each time and reach 0.6 of it. It prepares before the pipeline begins, when no tenant is entered, so
 * the select must qualify the schema.
 */
export function preparePgbench(options: {
  program: string;
  url: string;
  tenants: readonly BenchTenant[];
  server: Postmaster | undefined;
}): Pgbench {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-bench-"));
  const scripts = options.tenants.map(({ schema }, number) => {
    const path = join(folder, `tenant-${number}.sql`);
    writeFileSync(path, scriptFor(number, schema));
    return `--file=${path}`;
  });
  const variables = options.tenants.flatMap(({ schema, id, key }, number) => [
    ...[`-Dschema_${number}=${schema}`, `-Did_${number}=${id}`, `-Dkey_${number}=${key}`],
  ]);
  const fixed = ["-n", "-j", "1", "-M", "prepared", "-T", String(seconds), ...scripts, ...variables];
  const args = [options.program, ...fixed, `-Dproject=${projectId}`, "-Dlabel=bench"];
  return {
    measure: (concurrency) => run([...args, "-c", String(concurrency)], options),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function scriptFor(number: number, schema: string): string {
  const select = projectQuery.replace("projects", `${schema}.projects`).replace("$1", ":project");
  return [
    "\\startpipeline",
    "begin isolation level read committed, read only;",
    `select app.enter_tenant(:schema_${number}, :id_${number}, null, :key_${number}, :label);`,
    `${select};`,
    "rollback;",
    "\\endpipeline",
  ].join("\n");
}

async function run(
  args: string[],
  { url, server }: { url: string; server: Postmaster | undefined },
): Promise<Sample> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const env = {
    ...{ PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password, PGSSLMODE: "disable" },
    ...{ PGDATABASE: pathname.slice(1), PATH: process.env.PATH, LC_ALL: "C" },
  };
  const before = serverCpu(server);
  const child = Bun.spawn(args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const [output, errors] = await Promise.all(
    [child.stdout, child.stderr].map((stream) => new Response(stream).text()),
  );
  if ((await child.exited) !== 0) throw new Error(`pgbench failed: ${errors}`);
  const find = (pattern: RegExp) => Number(pattern.exec(output ?? "")?.[1]);
  const transactions = find(/actually processed: (\d+)/);
  return {
    perSecond: find(/^tps = ([\d.]+)/m),
    latencies: [],
    clientCpu: Number(child.resourceUsage()?.cpuTime.total) / transactions,
    serverCpu: (serverCpu(server) - before) / transactions,
  };
}
