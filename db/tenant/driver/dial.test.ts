import { afterAll, beforeAll, expect, test } from "bun:test";
import { chownSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { isDatabaseAway } from "#db/errors.ts";
import { certificate, privateKey } from "#db/testing/tls-certificate.ts";
import { type LocalPostgres, startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";
import { createPool } from "../pool.ts";
import { resultLimits } from "./result-meter.ts";

// A server of its own, because TLS is a setting of the whole server.

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
  await expect(encryptionOf("require")).rejects.toThrow("does not offer TLS");
  expect(await encryptionOf("prefer")).toBe(false);
  expect(await encryptionOf("disable")).toBe(false);
});

test("with TLS a session is encrypted, and its results are counted", async () => {
  await turnOnTls();
  expect(await encryptionOf("require")).toBe(true);
  expect(await encryptionOf("prefer")).toBe(true);
  expect(await encryptionOf("disable")).toBe(false);
  const tooMany = `select 1 from generate_series(1, ${resultLimits.rows * 4})`;
  await expect(ask("require", tooMany)).rejects.toMatchObject({ code: "result-too-large" });
});

test("a certificate that nobody vouches for is refused where it has to be verified: the database is away", async () => {
  await turnOnTls();
  const refused = await encryptionOf("verify-full").catch((error) => error);
  expect(refused.message).toMatch(/self.signed/i);
  expect(isDatabaseAway(refused)).toBe(true);
});

async function encryptionOf(mode: string): Promise<boolean | undefined> {
  const [row] = await ask(mode, "select ssl from pg_stat_ssl where pid = pg_backend_pid()");
  return row?.ssl as boolean | undefined;
}

async function ask(mode: string, text: string) {
  const url = new URL(server.adminUrl);
  url.searchParams.set("sslmode", mode);
  const pool = createPool({ url: url.href, size: 1, applicationName: "tls" });
  try {
    return await pool.use((client) => client.unsafe(text));
  } finally {
    await pool.close(0);
  }
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
