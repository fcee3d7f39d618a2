import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBinaries } from "#scripts/local/postgres/binaries.ts";
import {
  type Cluster,
  crashServer,
  createCluster,
  findPostmaster,
  pidFile,
  startServer,
  stopServer,
} from "#scripts/local/postgres/cluster.ts";
import { guardServer } from "#scripts/local/postgres/guard.ts";
import { giveTo, postgresAccount } from "#scripts/local/postgres/unprivileged.ts";
import { freePorts } from "#scripts/local/process/ports.ts";

export type OwnServer = {
  adminUrl: string;
  /** As `pg_ctl stop -m fast`. */
  halt(): Promise<void>;
  /** Ends it like a crash: nothing is written, and the next start recovers. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Starts it as a hot standby, which answers reads only until it is promoted (`select pg_promote()`). */
  startAsStandby(): Promise<void>;
  /** Stops it and deletes its data. */
  remove(): Promise<void>;
};

/** A PostgreSQL server that a test may stop and start. Clients may use TLS, with a certificate that no one vouches for. */
export async function startOwnServer(): Promise<OwnServer> {
  const account = postgresAccount();
  const home = mkdtempSync(join(account ? "/var/tmp" : tmpdir(), "tenantry-own-"));
  giveTo(account, home);
  const binaries = await findBinaries(account);
  const cluster: Cluster = { binaries, account, data: join(home, "data"), log: join(home, "postgres.log") };
  await createCluster(cluster, password);
  const [port = 0] = await freePorts(1);
  const tls = makeCertificate(cluster);
  const start = async () => {
    const postmaster = await startServer(cluster, { ...settings, ...tls, port });
    dismiss = guardServer(postmaster, pidFile(cluster), home);
  };
  let dismiss = () => {};
  const halt = async () => {
    dismiss();
    await stopServer(cluster);
    if (findPostmaster(cluster)) throw new Error("PostgreSQL did not stop");
  };
  const crash = async () => {
    dismiss();
    await crashServer(cluster);
  };
  const startAsStandby = async () => {
    const signal = join(cluster.data, "standby.signal");
    writeFileSync(signal, "");
    giveTo(account, signal);
    await start();
  };
  const remove = async () => {
    await halt();
    rmSync(home, { recursive: true, force: true });
  };
  await start();
  return {
    adminUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    halt,
    crash,
    start,
    startAsStandby,
    remove,
  };
}

const password = "test";
const settings = {
  ...{ listen_addresses: "127.0.0.1", unix_socket_directories: "", fsync: "off", full_page_writes: "off" },
  ...{ wal_level: "replica", max_connections: 60 },
};

function makeCertificate({ data, account }: Cluster) {
  const [key, certificate] = [join(data, "server.key"), join(data, "server.crt")];
  const made = Bun.spawnSync([
    ...["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
    ...["-subj", "/CN=localhost", "-days", "2", "-keyout", key, "-out", certificate],
  ]);
  if (made.exitCode !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  for (const path of [key, certificate]) giveTo(account, path);
  return { ssl: "on", ssl_key_file: key, ssl_cert_file: certificate };
}
