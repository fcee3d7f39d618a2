import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tenant } from "#db/tenant/tenant.ts";
import { entryOf, firstId, pgbench } from "./databases.ts";
import type { Figures } from "./measure.ts";
import { serverCpu } from "./processes.ts";
import { projectQuery } from "./rivals.ts";

/**
 * pgbench sends what a request transaction sends, pipelined, from C: one script per tenant, picked at random. It takes whole
 * seconds, and opens new connections for each run.
 * `-M prepared` is the harder rival: it does not parse the entry, which our unnamed statement does; `-M extended` would
 * plan the select each time and reach 0.6 of it. It prepares before the pipeline begins, when no tenant is entered, so
 * the select must qualify the schema.
 */
export async function runPgbench(
  url: string,
  tenants: readonly Tenant[],
  concurrency: number,
  postmaster: number,
): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-bench-"));
  const scripts = tenants.map((tenant) => {
    const path = join(folder, `${tenant.schema}.sql`);
    writeFileSync(path, scriptFor(tenant));
    return `--file=${path}`;
  });
  const options = ["-n", "-j", "1", "-M", "prepared", "-T", "2", "-c", String(concurrency)];
  const before = serverCpu(postmaster);
  const child = Bun.spawn([pgbench ?? "", ...options, ...scripts, url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output = await new Response(child.stdout).text();
  rmSync(folder, { recursive: true });
  if ((await child.exited) !== 0) throw new Error("pgbench failed: see above");
  const find = (pattern: RegExp) => Number(pattern.exec(output)?.[1]);
  const transactions = find(/actually processed: (\d+)/);
  const [client, server] = [Number(child.resourceUsage()?.cpuTime.total), serverCpu(postmaster) - before];
  return {
    perSecond: find(/^tps = ([\d.]+)/m),
    ...{ client: client / transactions, server: server / transactions },
  };
}

/** With literals for values: a prepared statement is parsed once either way. */
function scriptFor(tenant: Tenant): string {
  const { text, values } = entryOf(tenant);
  return `\\startpipeline
begin isolation level read committed, read only;
${text.replace(/\$(\d)/g, (_, number) => `'${values[number - 1]}'`)};
${projectQuery(`${tenant.schema}.`).replace("$1", `'${firstId}'`)};
rollback;
\\endpipeline`;
}
