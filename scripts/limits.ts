import { type Command, runCommand, UsageError } from "./operator/command.ts";
import { routingPoolSize } from "./web/pools.ts";

// Connection limits of the web process's roles, so that whatever runs there, the owner and the worker get in.

const limits: Command = {
  usage: "bun scripts/limits.ts --processes N [--pool 10] [--margin N]",
  about:
    "Computes the connection limits of tenantry_app and tenantry_web and prints the SQL that sets them. For the roles' administrator: they hold for all databases of the cluster.",
  example: 'bun scripts/limits.ts --processes 4 --pool 10 | psql "$ADMIN_URL"',
  options: { processes: { type: "string" }, pool: { type: "string" }, margin: { type: "string" } },
  withoutDatabase: true,
  async run({ text }) {
    const processes = countOf("processes", text("processes"));
    const pool = countOf("pool", text("pool") ?? "10");
    const margin = countOf("margin", text("margin") ?? String(2 * processes));
    const json = connectionLimits({ processes, pool, margin });
    return { text: statementsFor(json, { processes, pool, margin }), json };
  },
};

type Installation = { processes: number; pool: number; margin: number };

/** For two generations of web processes side by side, during a rollout, and connections that are just being replaced. */
export function connectionLimits({ processes, pool, margin }: Installation) {
  const limit = (size: number) => 2 * processes * size + margin;
  return { tenantry_app: limit(pool), tenantry_web: limit(routingPoolSize(pool)) };
}

function statementsFor(
  limits: ReturnType<typeof connectionLimits>,
  { processes, pool, margin }: Installation,
) {
  const sum = limits.tenantry_app + limits.tenantry_web;
  return [
    `-- Two generations of ${processes} web processes with a pool of ${pool}, and a margin of ${margin}.`,
    `-- max_connections has to exceed ${sum} by what owner, worker (12 each) and operators use.`,
    ...Object.entries(limits).map(([role, limit]) => `alter role ${role} connection limit ${limit};`),
  ].join("\n");
}

function countOf(option: string, value: string | undefined): number {
  if (value !== undefined && /^[1-9]\d{0,4}$/.test(value)) return Number(value);
  throw new UsageError(`--${option} has to be a number above 0`);
}

if (import.meta.main) await runCommand(limits);
