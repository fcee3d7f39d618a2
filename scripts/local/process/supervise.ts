import { type ChildSpec, configurationError, startChild } from "./children.ts";

type Report = { warn(text: string): void; fail(error: unknown): void };

/**
 * Keeps a child running: restarts it after each of these delays (milliseconds), counted from the start once it has run for a
 * minute, then gives up. `ready` belongs to the first start, which is not repeated when it fails.
 */
export function supervise(spec: ChildSpec, report: Report, delays = [500, 1_000, 2_000]) {
  let child = startChild(spec);
  let isStopping = false;
  const { ready } = child;

  async function keepRunning(): Promise<void> {
    let restarts = 0;
    while (true) {
      const begun = Date.now();
      const error = await child.ended;
      if (isStopping) return;
      if (Date.now() - begun > 60_000) restarts = 0;
      const delay = delays[restarts++];
      if (delay === undefined || error.code === configurationError) return report.fail(error);
      report.warn(`${error.message}\n  Restarting it in ${delay / 1000} s.`);
      await Bun.sleep(delay);
      if (isStopping) return;
      child = startChild(spec);
      child.ready.then(
        () => report.warn(`The ${spec.name} is running again.`),
        () => {},
      );
    }
  }

  ready.then(keepRunning, () => {});
  return {
    ready,
    stop(graceMs: number): Promise<void> {
      isStopping = true;
      return child.stop(graceMs);
    },
  };
}
