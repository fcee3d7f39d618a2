import type { MigrateOptions } from "#db/migrate/migrate.ts";
import type { FleetResult } from "#db/migrate/run-fleet.ts";
import { showFleetProgress } from "./fleet-progress.ts";
import { describeResult } from "./fleet-report.ts";

/** Takes the fleet somewhere, shows how it goes, and ends well when interrupted. @returns the exit code. */
export async function runAndReport(
  take: (watch: Pick<MigrateOptions, "signal" | "onPlan" | "onTenant">) => Promise<FleetResult>,
  json: boolean,
): Promise<number> {
  const operator = new AbortController();
  const interrupt = () => operator.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const progress = showFleetProgress();
  const begun = performance.now();
  try {
    const result = await take({
      signal: operator.signal,
      onPlan: progress.onPlan,
      onTenant: progress.onTenant,
    });
    progress.end();
    const seconds = (performance.now() - begun) / 1000;
    console.log(json ? JSON.stringify({ ...result, seconds }, null, 2) : describeResult(result, seconds));
    return result.outcome === "done" ? 0 : 1;
  } finally {
    progress.end();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
