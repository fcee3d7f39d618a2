import { type LocalPostgres, type Place, startPostgres } from "./postgres.ts";

type Report = { died(): void; restarted(): void; gaveUp(error: unknown): void };

/** Starts the development server and starts it again should it die under us. */
export async function keepPostgresRunning(place: Place, report: Report): Promise<LocalPostgres> {
  let current = await startPostgres(place);
  let restart: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (!restart && !current.isAlive()) restart = startAgain();
  }, 500);

  async function startAgain(): Promise<void> {
    report.died();
    try {
      await current.stop();
      current = await startPostgres(place);
      restart = undefined;
      report.restarted();
    } catch (error) {
      clearInterval(timer);
      report.gaveUp(error);
    }
  }

  return {
    ...current,
    isAlive: () => current.isAlive(),
    async stop() {
      clearInterval(timer);
      await restart;
      await current.stop();
    },
  };
}
