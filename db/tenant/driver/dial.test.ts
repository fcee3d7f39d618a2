import { afterAll, beforeAll, expect, test } from "bun:test";
import { chownSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type ListenOptions, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { isDatabaseAway } from "#db/errors.ts";

import { withQueuePool } from "#db/jobs/queue.ts";

import { certificate, privateKey } from "#db/testing/tls-certificate.ts";
import { type LocalPostgres, startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";
import { createPool } from "../pool.ts";
import { resultLimits } from "./result-meter.ts";

// A server of its own, because TLS is a setting of the whole server.

const rootCert = join(tmpdir(), `dial-root-${process.pid}.crt`);
writeFileSync(rootCert, certificate);

let server: LocalPostgres;
let admin: postgres.Sql;

beforeAll(async () => {
  server = await startThrowawayPostgres();
  admin = postgres(server.adminUrl, { max: 1, fetch_types: false });
});
afterAll(async () => {
  await admin.end();
  await server.stop();
});

test("a server without TLS is refused where the URL requires it, and used where it does not", async () => {
  await expect(encryptionOf("sslmode=require")).rejects.toThrow("does not offer TLS");
  expect(await encryptionOf("sslmode=prefer")).toBe(false);
  expect(await encryptionOf("sslmode=disable")).toBe(false);
});

test("with TLS a session is encrypted, and its results are counted", async () => {
  await turnOnTls();
  expect(await encryptionOf("sslmode=require")).toBe(true);
  expect(await encryptionOf("sslmode=prefer")).toBe(true);
  expect(await encryptionOf("sslmode=disable")).toBe(false);
  const tooMany = `select 1 from generate_series(1, ${resultLimits.rows * 4})`;
  await expect(ask("sslmode=require", tooMany)).rejects.toMatchObject({ code: "result-too-large" });
});

test("a certificate that nobody vouches for is refused where it has to be verified: the database is away", async () => {
  await turnOnTls();
  const refused = await encryptionOf("sslmode=verify-full").catch((error) => error);
  expect(refused.message).toMatch(/self.signed/i);
  expect(isDatabaseAway(refused)).toBe(true);
});

test("the root certificate of the URL counts, and verify-full also compares the host", async () => {
  await turnOnTls();
  const root = `sslrootcert=${rootCert}`;
  const named = "host=database.test&hostaddr=127.0.0.1";
  for (const ask of bothDrivers) {
    expect(await ask(`sslmode=verify-ca&${root}`)).toBe(true);
    expect(await ask(`sslmode=require&${root}`)).toBe(true);
    expect(await ask(`sslmode=verify-full&${root}&${named}`)).toBe(true);
    expect(await ask("sslmode=no-verify")).toBe(true);
    await expect(ask(`sslmode=verify-full&${root}`)).rejects.toThrow(/altname|does not match/i);
    await expect(ask("sslmode=require&channel_binding=require")).rejects.toThrow(/self.signed/i);
  }
});

test("a Unix socket, an IPv6 address and parameters in place of the host lead to the server", async () => {
  const { port } = new URL(server.adminUrl);
  const directory = mkdtempSync(join(tmpdir(), "socket-"));
  const doors = [
    await openDoor({ path: join(directory, ".s.PGSQL.7") }),
    await openDoor({ host: "::1", port: 0 }),
  ];
  const six = doors[1]?.address() as { port: number };
  for (const ask of bothDrivers) {
    expect(await ask(`host=${encodeURIComponent(directory)}&port=7&sslmode=require`)).toBe(false);
    expect(await ask(`host=::1&port=${six.port}&sslmode=disable`)).toBe(false);
    expect(await ask(`host=localhost&port=${port}&sslmode=disable`)).toBe(false);
  }
  for (const door of doors) door.close();
});

test("a socket that is not there, and a certificate that is refused, are a database that is away", async () => {
  await turnOnTls();
  for (const parameters of ["host=/nowhere", "sslmode=verify-full"])
    for (const ask of bothDrivers) {
      const error = await ask(parameters).catch((failure: unknown) => failure);
      expect([parameters, isDatabaseAway(error)]).toEqual([parameters, true]);
    }
});

test("a URL's name for the application does not replace ours", async () => {
  const [row] = await ask("application_name=mine", "select current_setting('application_name') as name");
  expect(row?.name).toBe("tls");
});

const question = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
const bothDrivers = [encryptionOf, encryptionOfQueue];

async function encryptionOf(parameters: string): Promise<boolean | undefined> {
  const [row] = await ask(parameters, question);
  return row?.ssl as boolean | undefined;
}

async function encryptionOfQueue(parameters: string): Promise<boolean> {
  return await withQueuePool(
    urlWith(parameters),
    "tls",
    1,
    async (pool) => (await pool.query(question)).rows[0].ssl,
  );
}

async function ask(parameters: string, text: string) {
  const pool = createPool({ url: urlWith(parameters), size: 1, applicationName: "tls" });
  try {
    return await pool.use((client) => client.unsafe(text));
  } finally {
    await pool.close(0);
  }
}

function urlWith(parameters: string): string {
  return `${server.adminUrl}?${parameters}`;
}

/** Another way to the server, which itself listens on 127.0.0.1 alone. */
async function openDoor(at: ListenOptions): Promise<Server> {
  const { hostname, port } = new URL(server.adminUrl);
  const door = createServer((client) => {
    const inside = connect({ host: hostname, port: Number(port) });
    client.on("error", () => inside.destroy()).pipe(inside);
    inside.on("error", () => client.destroy()).pipe(client);
  });
  await new Promise<void>((resolve) => door.listen(at, resolve));
  return door;
}

async function turnOnTls(): Promise<void> {
  const [row] = await admin<{ directory: string }[]>`select current_setting('data_directory') as directory`;
  const directory = row?.directory ?? "";
  const { uid, gid } = statSync(directory);
  for (const [name, text] of Object.entries({ "server.crt": certificate, "server.key": privateKey })) {
    writeFileSync(join(directory, name), text, { mode: 0o600 });
    chownSync(join(directory, name), uid, gid);
  }
  await admin`alter system set ssl = on`;
  await admin`select pg_reload_conf()`;
  const isOn = async () =>
    (await admin<{ ssl: string }[]>`select current_setting('ssl') as ssl`)[0]?.ssl === "on";
  while (!(await isOn())) await Bun.sleep(20);
}
