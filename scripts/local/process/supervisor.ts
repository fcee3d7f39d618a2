import { type ChildEnded, type ChildSpec, startChild } from "./children.ts";

export type Supervised = {
  /** Resolves when the child does its work; a first start that fails rejects and is not tried again. */
  ready: Promise<void>;
  stop(graceMs: number): Promise<void>;
};

export type Report = {
  restarting(error: ChildEnded, delayMs: number): void;
  restarted(name: string): void;
  gaveUp(error: ChildEnded): void;
};

/** Exit code for wrong configuration: starting again would only say the same. */
export const configurationError = 78;

/** Keeps a child running: started again after each of these delays, counted anew once it has run for a minute. */
export function supervise(spec: ChildSpec, report: Report, delays = [500, 1_000, 2_000]): Supervised {
  let child = startChild(spec);
  let stopping = false;
  const ready = child.ready;

  async function keepRunning(): Promise<void> {
    let restarts = 0;
    while (true) {
      const begun = Date.now();
      const error = await child.ended;
      if (stopping) return;
      if (Date.now() - begun > 60_000) restarts = 0;
      const delay = delays[restarts++];
      if (delay === undefined || error.code === configurationError) return report.gaveUp(error);
      report.restarting(error, delay);
      await Bun.sleep(delay);
      if (stopping) return;
      child = startChild(spec);
      child.ready.then(
        () => report.restarted(spec.name),
        () => {},
      );
    }
  }

  ready.then(keepRunning, () => {});
  return {
    ready,
    stop(graceMs) {
      stopping = true;
      return child.stop(graceMs);
    },
  };
}
