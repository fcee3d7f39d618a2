import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeLock } from "#scripts/local/process/lock.ts";
import { freePorts, requireFreePorts } from "#scripts/local/process/ports.ts";
import { findBinaries, reachableDirectory } from "./binaries.ts";
import { type Cluster, createCluster, type Settings, stopServer } from "./cluster.ts";
import { canConnect, type DatabaseUrls, databaseUrls } from "./roles.ts";
import { type LocalPostgres, launch } from "./running.ts";
import { newSecrets, newSharedSecret, readSecrets, type Secrets, writeSecrets } from "./secrets.ts";
import { giveTo, postgresAccount } from "./unprivileged.ts";

export type { DatabaseUrls } from "./roles.ts";
export type { LocalPostgres } from "./running.ts";

export type Place = { port: number; stateDir: string };

const settings: Settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  cluster_name: "tenantry",
};
const throwawaySettings: Settings = {
  ...settings,
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: 0,
  max_connections: 200,
  max_locks_per_transaction: 256,
};

/**
 * Starts this repository's development server, or joins it when another process runs it already. Data and passwords are
 * under `stateDir`; as root the data is under /var/tmp, where PostgreSQL's account can reach it. Recovers from a kill -9 of
 * any process.
 */
export async function startPostgres(place: Place): Promise<LocalPostgres> {
  const home = homeOf(place);
  const lock = takeLock(join(home, "owner.lock"));
  if (!lock) return joinPostgres(place);
  try {
    const secrets = readSecrets(home) ?? writeSecrets(home, newSecrets());
    const cluster = await describeCluster(home, secrets);
    // We hold the lock, so a running server has lost its owner and may be about to stop.
    await stopServer(cluster);
    await requireFreePorts(
      [{ port: place.port, variable: "LOCAL_POSTGRES_PORT", part: "PostgreSQL" }],
      1_000,
    );
    const coldStart = !existsSync(cluster.data);
    if (coldStart) await createCluster(cluster, secrets.passwords.admin);
    const afterStop = () => lock.release();
    return await launch({
      cluster,
      settings: { ...settings, port: place.port },
      secrets,
      coldStart,
      afterStop,
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Starts a server for a test run: on a free port, not durable, deleted when stopped or when this process ends. All roles
 * share the superuser's password, so other processes need the admin URL only.
 */
export async function startThrowawayPostgres(options: { binDir?: string } = {}): Promise<LocalPostgres> {
  const account = postgresAccount();
  const binaries = await findBinaries(account, options.binDir);
  const home = mkdtempSync(join(account ? "/var/tmp" : tmpdir(), "tenantry-throwaway-"));
  giveTo(account, home);
  const cluster = { binaries, account, data: join(home, "data"), log: join(home, "postgres.log") };
  const secrets = newSharedSecret();
  const afterStop = () => rmSync(home, { recursive: true, force: true });
  try {
    await createCluster(cluster, secrets.passwords.admin);
    const [port = 0] = freePorts(1);
    const own = { ...throwawaySettings, port };
    return await launch({ cluster, settings: own, secrets, coldStart: true, removeAtDeath: home, afterStop });
  } catch (error) {
    await stopServer(cluster);
    afterStop();
    throw error;
  }
}

/** The development server's URLs, for scripts run at the same time. Undefined before its first start. */
export function findLocalUrls(place: Place): DatabaseUrls | undefined {
  const secrets = readSecrets(homeOf(place));
  return secrets && databaseUrls(place.port, secrets.passwords);
}

async function joinPostgres(place: Place): Promise<LocalPostgres> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const secrets = readSecrets(homeOf(place));
    const urls = findLocalUrls(place);
    if (secrets && urls && (await canConnect(urls.owner))) return joined(urls, secrets);
    await Bun.sleep(200);
  }
  throw new Error(
    `Another process runs PostgreSQL for this repository, but not on port ${place.port} (LOCAL_POSTGRES_PORT).`,
  );
}

function joined(urls: DatabaseUrls, { clusterId }: Secrets): LocalPostgres {
  return {
    ...{ urls, adminUrl: urls.admin, coldStart: false, clusterId, log: "" },
    isAlive: () => true,
    stop: async () => {},
  };
}

async function describeCluster(home: string, secrets: Secrets): Promise<Cluster> {
  const account = postgresAccount();
  const binaries = await findBinaries(account);
  const place = account ? reachableDirectory(home) : home;
  const server = join(place, "server");
  const cluster = {
    ...{ binaries, account, data: join(server, `data-${binaries.major}`), log: join(server, "postgres.log") },
  };
  const mark = join(place, "cluster-id");
  // The state directory was deleted, but not the data in /var/tmp, whose passwords are lost.
  if (existsSync(mark) && readFileSync(mark, "utf8") !== secrets.clusterId) {
    await stopServer(cluster);
    rmSync(server, { recursive: true, force: true });
  }
  writeFileSync(mark, secrets.clusterId);
  mkdirSync(server, { recursive: true, mode: 0o700 });
  giveTo(account, server);
  return cluster;
}

function homeOf(place: Place): string {
  return join(place.stateDir, "postgres");
}
