import { type FleetStatus, listTenants, readFleetStatus } from "#db/migrate/fleet-state.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { connectAsOperator } from "#db/migrate/operator.ts";
import type { Command } from "./command.ts";

export const status: Command = {
  summary: "Shows how the fleet stands: tenants by version, failed and running ones, the last run.",
  usage: "bun scripts/migrate.ts status [SLUG …] [--json]",
  options: { json: { type: "boolean" } },
  examples: [
    "bun scripts/migrate.ts status",
    "bun scripts/migrate.ts status acme",
    "bun scripts/migrate.ts status --json | jq .versions",
  ],
  async run(given) {
    const sql = connectAsOperator(given.ownerUrl, "tenantry status", 4);
    try {
      const newest = readMigrations("tenant").length;
      const fleet = await readFleetStatus(sql);
      if (given.words.length > 0) {
        const tenants = await listTenants(sql, { below: 2 ** 31 - 1 }, given.words);
        const rows = tenants.map(({ slug, schema, version }) => ({
          slug,
          schema,
          version,
          newest,
          failure: fleet.failures.find((failure) => failure.slug === slug),
        }));
        console.log(given.has("json") ? JSON.stringify(rows, null, 2) : rows.map(describeTenant).join("\n"));
      } else
        console.log(
          given.has("json") ? JSON.stringify({ newest, ...fleet }, null, 2) : describeFleet(fleet, newest),
        );
      return 0;
    } finally {
      await sql.end({ timeout: 5 });
    }
  },
};

type TenantRow = {
  slug: string;
  schema: string;
  version: number;
  newest: number;
  failure?: FleetStatus["failures"][number] | undefined;
};

function describeTenant({ slug, schema, version, newest, failure }: TenantRow): string {
  const lines = [
    `${slug}  version ${version}${version < newest ? ` of ${newest}` : ", up to date"}  ${schema}`,
  ];
  if (failure) lines.push(`  failed ${when(failure.failed_at)} in ${failure.file}: ${failure.error}`);
  if (failure?.excerpt) lines.push(...failure.excerpt.split("\n").map((line) => `    ${line}`));
  return lines.join("\n");
}

function describeFleet(
  { versions, statuses, running, failures, lastRun }: FleetStatus,
  newest: number,
): string {
  const lines = [
    `newest     version ${newest}`,
    ...versions.map(
      ({ version, tenants }) => `version ${version}  ${tenants} tenants${version < newest ? ", behind" : ""}`,
    ),
    `status     ${statuses.map(({ status: name, tenants }) => `${tenants} ${name}`).join(", ") || "no tenants"}`,
    ...running.map(({ slug, since }) => `running    ${slug}, since ${when(since)}`),
    ...failures.map(
      ({ slug, file, error, failed_at }) => `failed     ${slug}, ${when(failed_at)}, ${file}: ${error}`,
    ),
  ];
  if (lastRun) {
    const { command, operator, started_at, outcome, done, planned, failed } = lastRun;
    lines.push(
      `last run   ${command} by ${operator}, ${when(started_at)}: ${outcome ?? "not finished"}, ${done} of ${planned} done, ${failed} failed`,
    );
  }
  return lines.join("\n");
}

function when(date: Date): string {
  return date.toISOString().replace("T", " ").slice(0, 19);
}
