import { isProcessAlive } from "#scripts/local/process/pids.ts";
import { type Cluster, findPostmaster, pidFile, type Settings, startServer, stopServer } from "./cluster.ts";
import { guardServer } from "./guard.ts";
import { type DatabaseUrls, databaseUrls, prepareDatabase } from "./roles.ts";
import type { Secrets } from "./secrets.ts";

export type LocalPostgres = {
  urls: DatabaseUrls;
  /** The superuser's URL, the same as `urls.admin`. */
  adminUrl: string;
  /** True when the data directory was created. */
  coldStart: boolean;
  /** Changes when the data is created again. */
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
  /** Deleted recursively if this process ends without calling `stop`. */
  removeAtDeath?: string;
  /** Called once the server has stopped. */
  afterStop(): void;
};

/** Starts an existing cluster's server and prepares its database and roles. */
export async function launch(options: Launch): Promise<LocalPostgres> {
  const { cluster, settings, secrets } = options;
  const urls = databaseUrls(settings.port, secrets.passwords);
  const postmaster = await startServer(cluster, settings);
  const dismissGuard = guardServer(postmaster, pidFile(cluster), options.removeAtDeath);
  const stop = async () => {
    await stopServer(cluster);
    dismissGuard();
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
