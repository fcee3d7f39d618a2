import type postgres from "postgres";
import type { Step } from "#db/migrate/rehearse.ts";
import { type ApplyOptions, applyStep, type FleetTenant } from "./apply-step.ts";
import type { BatchOptions } from "./run-batch.ts";

/** Takes a tenant through the steps it lacks, each in a transaction of its own. */
export function takeSteps(
  steps: readonly Step[],
  options: Omit<ApplyOptions, "isRecorded">,
): BatchOptions["apply"] {
  const recorded = new Set<number>();
  return async (client, tenant, attempt) => {
    if (attempt > 1) tenant.version = await readVersion(client, tenant);
    const next = () => steps.find(({ from }) => from === tenant.version);
    for (let step = next(); step; step = next()) {
      const isRecorded = recorded.has(step.to) || step.to < step.from;
      await applyStep(client, tenant, step, { ...options, isRecorded });
      tenant.version = step.to;
      recorded.add(step.to);
    }
  };
}

/** An attempt that failed may still have committed steps. */
async function readVersion(client: postgres.Sql, { id }: FleetTenant): Promise<number> {
  const [row] = await client<{ version: number }[]>`
    select schema_version as version from public.tenants where id = ${id}`;
  return row?.version ?? 0;
}
