import type { TenantResult } from "#db/migrate/fleet.ts";
import { type Terminal, terminalOn } from "#scripts/local/terminal.ts";

export type FleetProgress = {
  onPlan(plan: { planned: number }): void;
  onTenant(result: TenantResult): void;
  end(): void;
};

const clearLine = "\r\x1b[2K";
const barWidth = 24;

/** A bar that is drawn over for people; a line now and then for everything else. On stderr: stdout is the result's. */
export function showFleetProgress(
  terminal: Terminal = terminalOn(process.stderr),
  now = performance.now.bind(performance),
): FleetProgress {
  const begun = now();
  let [planned, done, failed, shown] = [0, 0, 0, begun];
  const draw = () => {
    const text = progressLine({ planned, done, failed, seconds: (now() - begun) / 1000 });
    terminal.write(terminal.isInteractive ? clearLine + text : `${text}\n`);
    shown = now();
  };
  return {
    onPlan(plan) {
      planned = plan.planned;
    },
    onTenant({ failure }) {
      if (failure) failed += 1;
      else done += 1;
      if (failure)
        terminal.write(`${terminal.isInteractive ? clearLine : ""}${failure.slug}: ${failure.error}\n`);
      if (now() - shown > (terminal.isInteractive ? 100 : 5000)) draw();
    },
    end() {
      if (terminal.isInteractive) terminal.write(clearLine);
    },
  };
}

/** For example `████████░░░░ 812/1000 · 3 failed · 410/s · 0:12 left`. */
export function progressLine(state: {
  planned: number;
  done: number;
  failed: number;
  seconds: number;
}): string {
  const { planned, done, failed, seconds } = state;
  const finished = done + failed;
  const rate = finished / Math.max(seconds, 0.001);
  const filled = planned === 0 ? barWidth : Math.round((finished / planned) * barWidth);
  const left = Math.ceil((planned - finished) / Math.max(rate, 0.001));
  const parts = [
    `${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${finished}/${planned}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`,
    `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`,
  ];
  return parts.join(" · ");
}
