import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import postgres from "postgres";
import { readLines } from "#scripts/local/process/children.ts";
import { isProcessAlive } from "#scripts/local/process/pids.ts";
import { freePorts } from "#scripts/local/process/ports.ts";
import { findLocalUrls, startPostgres, startThrowawayPostgres } from "./postgres.ts";

const stateDir = mkdtempSync(join(tmpdir(), "postgres-"));
const [port = 0] = freePorts(1);
const place = { port, stateDir };
const places = new Set<string>();

afterAll(() => {
  for (const directory of [stateDir, ...places]) rmSync(directory, { recursive: true, force: true });
});

test("the first start creates database and roles, the next finds their data", async () => {
  const first = await startPostgres(place);
  places.add(join(dirname(first.log), ".."));
  expect(first.coldStart).toBe(true);
  expect(await ask(first.urls.owner, "select current_user")).toBe("tenantry_owner");
  expect(await ask(first.urls.app, "select current_user")).toBe("tenantry_app");
  expect(await ask(first.urls.web, "select current_user")).toBe("tenantry_web");
  expect(await ask(first.urls.backup, "select current_user")).toBe("tenantry_backup");
  await ask(first.urls.owner, "create table kept as select 42 as answer");
  await first.stop();

  const second = await startPostgres(place);
  expect(second.coldStart).toBe(false);
  expect(second.urls).toEqual(first.urls);
  expect(await ask(second.urls.owner, "select answer from kept")).toBe(42);
  await second.stop();
  expect(await ask(second.urls.owner, "select 1").catch((error: unknown) => error)).toMatchObject({
    code: "ECONNREFUSED",
  });
});

test("passwords are random, wrong ones are refused, and only their owner may read the file", async () => {
  const server = await startPostgres(place);
  const wrong = server.urls.app.replace(/:[0-9a-f]{48}@/, ":wrong@");
  expect(wrong).not.toBe(server.urls.app);
  expect(await ask(wrong, "select 1").catch((error: unknown) => error)).toMatchObject({ code: "28P01" });
  expect(statSync(join(stateDir, "postgres/secrets.json")).mode & 0o777).toBe(0o600);
  expect(findLocalUrls(place)).toEqual(server.urls);
  await server.stop();
});

test("a second start joins the running server, and its stop leaves it running", async () => {
  const owner = await startPostgres(place);
  const guest = await startPostgres(place);
  expect(guest.urls).toEqual(owner.urls);
  await guest.stop();
  expect(await ask(owner.urls.app, "select 1")).toBe(1);
  await owner.stop();
});

test("after a kill -9 of the postmaster, the next start recovers all commits", async () => {
  const server = await startPostgres(place);
  await ask(server.urls.owner, "insert into kept values (43)");
  process.kill(postmasterOf(server.log), "SIGKILL");
  await Bun.sleep(50);
  expect(server.isAlive()).toBe(false);
  await server.stop();
  const next = await startPostgres(place);
  expect(await ask(next.urls.owner, "select count(*)::int from kept")).toBe(2);
  await next.stop();
});

test("after a kill -9 of the launcher, its server ends and the next start succeeds", async () => {
  const launcher = await launch(`startPostgres(${JSON.stringify(place)})`);
  const orphan = postmasterOf(launcher.log);
  launcher.kill("SIGKILL");
  await launcher.exited;
  const next = await startPostgres(place);
  expect(await ask(next.urls.owner, "select count(*)::int from kept")).toBe(2);
  expect(isProcessAlive(orphan)).toBe(false);
  await next.stop();
});

test("a taken port is named with the variable that changes it", async () => {
  const foreign = Bun.serve({ port, hostname: "127.0.0.1", fetch: () => new Response() });
  const error = await startPostgres(place).catch((problem: unknown) => problem);
  expect(String(error)).toMatch(/Port \d+ \(PostgreSQL\) is taken\..* LOCAL_POSTGRES_PORT=/);
  await foreign.stop(true);
});

test("a throwaway server and its data are deleted after a kill -9 of its launcher", async () => {
  const launcher = await launch("startThrowawayPostgres()");
  const postmaster = postmasterOf(launcher.log);
  expect(isProcessAlive(postmaster)).toBe(true);
  launcher.kill("SIGKILL");
  for (let waited = 0; waited < 5_000 && existsSync(dirname(launcher.log)); waited += 50) await Bun.sleep(50);
  expect(existsSync(dirname(launcher.log))).toBe(false);
  expect(isProcessAlive(postmaster)).toBe(false);
});

test("throwaway servers run side by side and leave nothing behind", async () => {
  const [one, two] = await Promise.all([startThrowawayPostgres(), startThrowawayPostgres()]);
  expect(await ask(one.adminUrl, "select current_setting('fsync')")).toBe("off");
  expect(one.adminUrl).not.toBe(two.adminUrl);
  await Promise.all([one.stop(), two.stop()]);
  expect(existsSync(dirname(one.log))).toBe(false);
});

async function ask(url: string, query: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, fetch_types: false, connect_timeout: 5, onnotice: () => {} });
  try {
    const [row] = await sql.unsafe(query).values();
    return row?.[0];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** A process of its own that starts a server, tells where its log is, and lives until it is killed. */
async function launch(call: string) {
  const script = `
    import * as local from ${JSON.stringify(join(import.meta.dir, "postgres.ts"))};
    const server = await local.${call};
    console.log(server.log);
    setInterval(() => server, 1000);`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const said = Promise.withResolvers<string>();
  void readLines(child.stdout, said.resolve);
  return Object.assign(child, { log: await said.promise });
}

function postmasterOf(log: string): number {
  const data = ["data", "data-18", "data-17", "data-16", "data-15"].map((name) => join(dirname(log), name));
  const file = data.map((directory) => join(directory, "postmaster.pid")).find(existsSync);
  if (!file) throw new Error(`no postmaster.pid next to ${log}`);
  return Number.parseInt(readFileSync(file, "utf8"), 10);
}
