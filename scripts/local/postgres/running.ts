import { isProcessAlive } from "#scripts/local/process/pids.ts";
import { type Cluster, findPostmaster, pidFile, type Settings, startServer, stopServer } from "./cluster.ts";
import { guardServer } from "./guard.ts";
import { type DatabaseUrls, databaseUrls, prepareDatabase } from "./roles.ts";
import type { Secrets } from "./secrets.ts";

export type LocalPostgres = {
  urls: DatabaseUrls;
  /** The superuser's URL, the same as `urls.admin`. */
  adminUrl: string;
  /** True when the data directory had to be made. */
  coldStart: boolean;
  /** Changes when the data is made anew. */
  clusterId: string;
  log: string;
  isAlive(): boolean;
  /** Stops the server, unless another process of this repository runs it. */
  stop(): Promise<void>;
};

export type Launch = {
  cluster: Cluster;
  settings: Settings & { port: number };
  secrets: Secrets;
  coldStart: boolean;
  /** Deleted with everything in it should this process end before it called `stop`. */
  removeAtDeath?: string;
  /** Called once the server has stopped. */
  afterStop(): void;
};

/** Starts the server of a cluster that has its data, with its database and roles ready for use. */
export async function launch(options: Launch): Promise<LocalPostgres> {
  const { cluster, settings, secrets } = options;
  const urls = databaseUrls(settings.port, secrets.passwords);
  const postmaster = await startServer(cluster, settings);
  const callOffGuard = guardServer(postmaster, pidFile(cluster), options.removeAtDeath);
  const stop = async () => {
    await stopServer(cluster);
    callOffGuard();
    options.afterStop();
  };
  try {
    await prepareDatabase(urls, secrets.passwords);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls,
    adminUrl: urls.admin,
    coldStart: options.coldStart,
    clusterId: secrets.clusterId,
    log: cluster.log,
    isAlive: () => findPostmaster(cluster) === postmaster && isProcessAlive(postmaster),
    stop,
  };
}
