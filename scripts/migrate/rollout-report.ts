import type { MigrateOptions } from "#db/migrate/migrate.ts";
import type { RolloutResult } from "#db/migrate/rollout/rollout.ts";
import type { Answer } from "../operator/command.ts";
import { showProgress } from "./rollout-progress.ts";

type Watch = Pick<MigrateOptions, "signal" | "onPlan" | "onTenant" | "onHeldUp">;

/** Runs a rollout, shows its progress, and stops it cleanly on SIGINT or SIGTERM. */
export async function reportRollout(rollOut: (watch: Watch) => Promise<RolloutResult>): Promise<Answer> {
  const operator = new AbortController();
  const interrupt = () => operator.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const progress = showProgress();
  const begun = performance.now();
  try {
    const { onPlan, onTenant, onHeldUp } = progress;
    const result = await rollOut({ signal: operator.signal, onPlan, onTenant, onHeldUp });
    progress.end();
    const seconds = (performance.now() - begun) / 1000;
    const code = result.outcome === "done" ? 0 : 1;
    return { text: describeResult(result, seconds), json: { ...result, seconds }, code };
  } finally {
    progress.end();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

export function describeResult(result: RolloutResult & { public?: string[] }, seconds: number): string {
  const { failed, outcome } = result;
  return [
    ...(result.public ? [`public    ${describeApplied(result.public)}`] : []),
    ...describeTenants(result, seconds),
    ...failed.flatMap(describeFailure),
    ...(outcome === "interrupted" ? ["", "Interrupted. Run the same command again for the rest."] : []),
    ...(failed.length > 0
      ? ["", "Failed tenants are unchanged. Run the same command again to retry them."]
      : []),
  ].join("\n");
}

function describeApplied(files: readonly string[]): string {
  return files.length > 0 ? `applied ${files.join(", ")}` : "nothing to do";
}

function describeTenants({ planned, done, failed, target, slowest }: RolloutResult, seconds: number) {
  if (planned === 0) return [`tenants   nothing to do: all are at version ${target}`];
  const left = planned - done - failed.length;
  const rest = left > 0 ? `, ${left} not started` : "";
  return [
    `tenants   ${done} of ${planned} at version ${target}, ${failed.length} failed${rest}`,
    `time      ${seconds.toFixed(1)} s, ${Math.round(done / Math.max(seconds, 0.001))} per second`,
    `slowest   ${slowest.map(({ slug, milliseconds }) => `${slug} ${Math.round(milliseconds)} ms`).join(", ")}`,
  ];
}

function describeFailure({ slug, error, excerpt, attempts }: RolloutResult["failed"][number]): string[] {
  return [
    "",
    `${slug}: ${error}${attempts > 1 ? ` (${attempts} attempts)` : ""}`,
    ...(excerpt ? excerpt.split("\n").map((line) => `  ${line}`) : []),
  ];
}
