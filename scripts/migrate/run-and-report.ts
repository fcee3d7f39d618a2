import type { MigrateOptions } from "#db/migrate/migrate.ts";
import type { FleetResult } from "#db/migrate/rollout/rollout.ts";
import type { Answer } from "../operator/command.ts";
import { showFleetProgress } from "./fleet-progress.ts";
import { describeResult } from "./fleet-report.ts";

/** Takes the fleet somewhere, shows how it goes, and ends well when interrupted. */
export async function runAndReport(
  take: (watch: Pick<MigrateOptions, "signal" | "onPlan" | "onTenant">) => Promise<FleetResult>,
): Promise<Answer> {
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
    const code = result.outcome === "done" ? 0 : 1;
    return { text: describeResult(result, seconds), json: { ...result, seconds }, code };
  } finally {
    progress.end();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
