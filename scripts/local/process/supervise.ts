import { configurationError } from "./children.ts";

/** Something that runs until it ends by itself, with an error, or is stopped. */
export type Running = {
  ready: Promise<unknown>;
  ended: Promise<Error & { code?: number }>;
  stop(): Promise<void>;
};

type Report = { warn(text: string): void; fail(error: unknown): void };

/**
 * Keeps a child running: restarts it after each of these delays (milliseconds), counted from the start once it has run for a
 * minute, then gives up. `ready` belongs to the first start, which is not repeated when it fails.
 */
export function supervise(
  name: string,
  start: () => Running,
  report: Report,
  delays = [500, 1_000, 2_000, 4_000],
) {
  let running = start();
  let isStopping = false;
  const { ready } = running;

  async function keepRunning(): Promise<void> {
    for (let restarts = 0; ; ) {
      const begun = Date.now();
      const error = await running.ended;
      if (isStopping) return;
      if (Date.now() - begun > 60_000) restarts = 0;
      const delay = delays[restarts++];
      if (delay === undefined || error.code === configurationError) return report.fail(error);
      report.warn(`${error.message}\n  Restarting it in ${delay / 1000} s.`);
      await Bun.sleep(delay);
      if (isStopping) return;
      running = start();
      const tell = () => report.warn(`${name} is running again.`);
      running.ready.then(tell, () => {});
    }
  }

  ready.then(keepRunning, () => {});
  const stop = async () => {
    isStopping = true;
    await running.stop();
  };
  return { ready, stop };
}
