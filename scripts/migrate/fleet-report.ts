import type { FleetResult } from "#db/migrate/rollout/rollout.ts";

/** The end of a run, for people. */
export function describeResult(result: FleetResult & { public?: string[] }, seconds: number): string {
  const { planned, done, failed, outcome, target, slowest } = result;
  const lines: string[] = [];
  if (result.public) {
    lines.push(
      `public    ${result.public.length > 0 ? `applied ${result.public.join(", ")}` : "nothing to do"}`,
    );
  }
  if (planned === 0) lines.push(`tenants   nothing to do: all are at version ${target}`);
  else {
    const rate = Math.round(done / Math.max(seconds, 0.001));
    const left = planned - done - failed.length;
    lines.push(
      `tenants   ${done} of ${planned} at version ${target}, ${failed.length} failed${left > 0 ? `, ${left} not begun` : ""}`,
      `time      ${seconds.toFixed(1)} s, ${rate} a second`,
      `slowest   ${slowest.map(({ slug, milliseconds }) => `${slug} ${Math.round(milliseconds)} ms`).join(", ")}`,
    );
  }
  for (const { slug, error, excerpt, attempts } of failed) {
    lines.push("", `${slug}: ${error}${attempts > 1 ? ` (${attempts} attempts)` : ""}`);
    if (excerpt) lines.push(...excerpt.split("\n").map((line) => `  ${line}`));
  }
  if (outcome === "interrupted") lines.push("", "Interrupted: run the same command again for the rest.");
  if (failed.length > 0)
    lines.push("", "Those that failed are as they were. Run the same command again for them.");
  return lines.join("\n");
}
