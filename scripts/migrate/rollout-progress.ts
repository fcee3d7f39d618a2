import type { TenantResult } from "#db/migrate/rollout/run-batch.ts";
import { type Terminal, terminalOn } from "#scripts/local/dev/terminal.ts";

export type RolloutProgress = {
  onPlan(plan: { planned: number }): void;
  onTenant(result: TenantResult): void;
  onHeldUp(who: string): void;
  end(): void;
};

const clearLine = "\r\x1b[2K";
const barWidth = 24;

/** A progress bar on a terminal, otherwise a line every five seconds. On stderr, because stdout is for the result. */
export function showProgress(
  terminal: Terminal = terminalOn(process.stderr),
  now = performance.now.bind(performance),
): RolloutProgress {
  const begun = now();
  let [planned, done, failed, shown] = [0, 0, 0, begun];
  let slowest: Slowest | undefined;
  const draw = () => {
    const text = progressLine({ planned, done, failed, seconds: (now() - begun) / 1000, slowest });
    terminal.write(terminal.isInteractive ? clearLine + text : `${text}\n`);
    shown = now();
  };
  return {
    onPlan(plan) {
      planned = plan.planned;
    },
    onTenant({ tenant, milliseconds, failure }) {
      if (milliseconds > (slowest?.milliseconds ?? 0)) slowest = { slug: tenant.slug, milliseconds };
      if (failure) failed += 1;
      else done += 1;
      if (failure)
        terminal.write(`${terminal.isInteractive ? clearLine : ""}${failure.slug}: ${failure.error}\n`);
      if (now() - shown > (terminal.isInteractive ? 100 : 5000)) draw();
    },
    onHeldUp(who) {
      terminal.write(`${terminal.isInteractive ? clearLine : ""}Waiting for transactions to end: ${who}\n`);
    },
    end() {
      if (terminal.isInteractive) terminal.write(clearLine);
    },
  };
}

type Slowest = { slug: string; milliseconds: number };

/** For example `████████░░░░ 812/1000 · 3 failed · 410/s · 0:12 left · slowest acme 320 ms`. */
export function progressLine(state: {
  planned: number;
  done: number;
  failed: number;
  seconds: number;
  slowest?: Slowest | undefined;
}): string {
  const { planned, done, failed, seconds, slowest } = state;
  const finished = done + failed;
  const rate = finished / Math.max(seconds, 0.001);
  const filled = planned === 0 ? barWidth : Math.round((finished / planned) * barWidth);
  const left = Math.ceil((planned - finished) / Math.max(rate, 0.001));
  const parts = [
    `${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${finished}/${planned}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`,
    `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`,
    ...(slowest ? [`slowest ${slowest.slug} ${Math.round(slowest.milliseconds)} ms`] : []),
  ];
  return parts.join(" · ");
}
