import { type LocalPostgres, type Place, startPostgres } from "./postgres.ts";

type Report = { warn(text: string): void; fail(error: unknown): void };

/** Starts the development server, and restarts it if it dies. */
export async function keepPostgresRunning(place: Place, { warn, fail }: Report): Promise<LocalPostgres> {
  let current = await startPostgres(place);
  let restart: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (!restart && !current.isAlive()) restart = restartServer();
  }, 500);

  async function restartServer(): Promise<void> {
    warn("PostgreSQL ended. Restarting it.");
    try {
      await current.stop();
      current = await startPostgres(place);
      restart = undefined;
      warn("PostgreSQL is running again.");
    } catch (error) {
      clearInterval(timer);
      fail(error);
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
