import { readMigrations } from "#db/migrate/migration-files.ts";
import { type FleetStatus, listTenants, readFleetStatus } from "#db/migrate/rollout/status.ts";
import type { Command } from "../operator/command.ts";
import { plural } from "../operator/text.ts";
import { finishHint } from "../tenants/list.ts";

export const status: Command = {
  usage: "bun scripts/migrate.ts status [slug…] [--json]",
  about: "Shows tenants by version, running and failed ones, and the last rollout.",
  example: `bun scripts/migrate.ts status
bun scripts/migrate.ts status acme
bun scripts/migrate.ts status --json | jq .versions`,
  connections: 4,
  onEmptyDatabase: true,
  async run({ sql, words }) {
    const newest = readMigrations("tenant").length;
    const fleet = await readFleetStatus(sql);
    if (words.length === 0) return { text: describeFleet(fleet, newest), json: { newest, ...fleet } };
    const tenants = await listTenants(sql, {}, words);
    const rows = words.map((slug) => {
      const tenant = tenants.find((one) => one.slug === slug);
      const failure = fleet.failures.find((one) => one.slug === slug);
      return { slug, schema: tenant?.schema, version: tenant?.version, newest, failure };
    });
    return { text: rows.map(describeTenant).join("\n"), json: rows };
  },
};

type TenantRow = {
  slug: string;
  /** Schema and version are undefined while the tenant is being provisioned. */
  schema: string | undefined;
  version: number | undefined;
  newest: number;
  failure: FleetStatus["failures"][number] | undefined;
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
  { versions, statuses, running, failures, lastRollout }: FleetStatus,
  newest: number,
): string {
  return [
    `newest     version ${newest}`,
    ...versions.map(
      ({ version, tenants }) =>
        `version ${version}  ${plural(tenants, "tenant")}${version < newest ? ", behind" : ""}`,
    ),
    `status     ${statuses.map(({ status: name, tenants }) => `${tenants} ${name}`).join(", ") || "no tenants"}`,
    ...running.map(({ slug, since }) => `running    ${slug}, since ${when(since)}`),
    ...failures.map(
      ({ slug, file, error, failed_at }) => `failed     ${slug}, ${when(failed_at)}, ${file}: ${error}`,
    ),
    ...(lastRollout ? [`last       ${describeRollout(lastRollout)}`] : []),
  ].join("\n");
}

function describeRollout(rollout: NonNullable<FleetStatus["lastRollout"]>): string {
  const { command, operator, started_at, outcome, done, planned, failed } = rollout;
  const end = `${outcome ?? "not finished"}, ${done} of ${planned} done, ${failed} failed`;
  return `${command} by ${operator}, ${when(started_at)}: ${end}`;
}

function when(date: Date): string {
  return date.toISOString().replace("T", " ").slice(0, 19);
}
