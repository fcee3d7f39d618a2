import { readMigrations } from "#db/migrate/migration-files.ts";
import { type FleetStatus, listTenants, readFleetStatus } from "#db/migrate/rollout/status.ts";
import type { Command } from "../operator/command.ts";
import { finishHint } from "../tenants/list.ts";

export const status: Command = {
  usage: "bun scripts/migrate.ts status [slug…] [--json]",
  about: "Shows how the fleet stands: tenants by version, failed and running ones, the last run.",
  example: `bun scripts/migrate.ts status
bun scripts/migrate.ts status acme
bun scripts/migrate.ts status --json | jq .versions`,
  connections: 4,
  onEmptyDatabase: true,
  async run({ sql, words }) {
    const newest = readMigrations("tenant").length;
    const fleet = await readFleetStatus(sql);
    if (words.length === 0) return { text: describeFleet(fleet, newest), json: { newest, ...fleet } };
    const tenants = await listTenants(sql, { below: 2 ** 31 - 1 }, words);
    const rows = words.map((slug) => {
      const tenant = tenants.find((one) => one.slug === slug);
      return {
        slug,
        schema: tenant?.schema,
        version: tenant?.version,
        newest,
        failure: fleet.failures.find((failure) => failure.slug === slug),
      };
    });
    return { text: rows.map(describeTenant).join("\n"), json: rows };
  },
};

type TenantRow = {
  slug: string;
  /** Neither while it is being provisioned. */
  schema: string | undefined;
  version: number | undefined;
  newest: number;
  failure?: FleetStatus["failures"][number] | undefined;
};

function describeTenant({ slug, schema, version, newest, failure }: TenantRow): string {
  if (version === undefined) return `${slug}  provisioning, ${finishHint(slug)}`;
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
