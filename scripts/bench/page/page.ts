import { join } from "node:path";
import { readWebEnv } from "#app/env.server.ts";
import { createLogger } from "#app/http/logger.ts";
import { createFetch, type Runtime } from "#app/http/server.ts";
import { sessionToken, testJwtKey } from "#app/testing/clerk-tokens.ts";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { createProject } from "#db/queries/projects.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { judge, median, ratio } from "#scripts/bench/arithmetic.ts";
import { fixed, type GroupReport, whole } from "#scripts/bench/report.ts";
import { withServer } from "#scripts/bench/servers.ts";
import { closeRuntime, listen, openRuntime } from "#scripts/web/runtime.ts";
import { loadBuild, withLoaders } from "./builds.ts";
import type { Calls, Turn } from "./caller.ts";

/** A single visitor, and enough at once to keep the thread busy. */
const concurrencies = [1, 8] as const;
const loaders = ["root", "routes/workspace/frame", "routes/workspace/dashboard"];
/** The page with its first loaders as they are and the others answered from constants. */
const stages = [
  { name: "all from constants: routing and render", real: 0, isNewBrowser: false },
  { name: "+ root: Clerk's state for the page", real: 1, isNewBrowser: false },
  { name: "+ layout: identity, tenant, transaction, member", real: 2, isNewBrowser: false },
  { name: "+ dashboard: its transaction and query (as it is)", real: 3, isNewBrowser: false },
  { name: "the same, for a browser seen for the first time", real: 3, isNewBrowser: true },
];
const [constants, asItIs] = [0, 3];

/** The turns of each stage. */
type Measured = { concurrency: number; turns: Turn[][] }[];

/** The dashboard over HTTP against the same page made from constants, and the stages between. */
export async function benchPage(rounds: number): Promise<GroupReport> {
  return await withServer(async (newDatabase) => {
    const database = await newDatabase();
    await seedDashboard(database);
    const runtime = await openRuntime(environment(database), createLogger("warn"));
    const servers = await startServers(runtime);
    const measured: Measured = concurrencies.map((concurrency) => ({
      concurrency,
      turns: stages.map(() => []),
    }));
    for (let round = 0; round < rounds; round++) {
      for (const { concurrency, turns } of measured) {
        const called = await runCaller({
          ...{ servers, concurrency, visits: 10 * concurrency, turns: Math.ceil(20 / concurrency) },
        });
        for (const [stage, found] of called.entries()) turns[stage]?.push(...found);
      }
    }
    await closeRuntime(runtime, 5);
    return reportOn(measured);
  });
}

async function seedDashboard(database: TestDatabase): Promise<void> {
  const operator = { sql: database.owner, sealSecret: testSealSecret };
  const people = ["ann", "ben", "cat"].map((id) => person(id, { role: id === "ann" ? "owner" : "member" }));
  await mirrorMembers(operator, database.acme, people);
  const options = {
    ...{ pool: database.appPool, sealSecret: testSealSecret, readOnly: false as const, label: "bench seed" },
  };
  await inTenant(database.acme, options, async (tx) => {
    for (const name of ["Website", "Mobile app", "Hiring", "Launch", "Office move", "Budget"]) {
      await createProject(tx, { name, description: `All about ${name}`, color: "blue", ownerId: "ann" });
    }
  });
}

function environment(database: TestDatabase) {
  return readWebEnv({
    NODE_ENV: "production",
    LOG_LEVEL: "warn",
    BASE_URL: "http://app.localhost:3000",
    DATABASE_URL: database.url("tenantry_app"),
    DATABASE_WEB_URL: database.url("tenantry_web"),
    TENANT_SEAL_SECRET: testSealSecret,
    CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
    CLERK_SECRET_KEY: "sk_live_test",
    CLERK_JWT_KEY: testJwtKey,
    CLERK_WEBHOOK_SIGNING_SECRET: `whsec_${btoa("a secret for the benchmark alone")}`,
  });
}

/** A server for each stage. The constants are what the loaders return on a visit before. */
async function startServers(runtime: Runtime): Promise<Calls["servers"]> {
  const build = await loadBuild();
  const answers: Record<string, unknown> = {};
  const recorder = withLoaders(build, loaders, (id, load) => async (...args: [] | [unknown]) => {
    answers[id] = await load(args[0]);
    return answers[id];
  });
  const onAnyPort = { ...runtime, env: { ...runtime.env, HOST: "127.0.0.1", PORT: 0 } };
  const start = (served: typeof build) =>
    listen(onAnyPort, createFetch({ build: served, runtime })).port ?? 0;
  const recording = { port: start(recorder), isNewBrowser: false };
  await runCaller({ servers: [recording], concurrency: 1, visits: 1, turns: 1 });
  return stages.map(({ real, isNewBrowser }) => {
    const staged = withLoaders(build, loaders.slice(real), (id) => async () => answers[id]);
    return { port: start(staged), isNewBrowser };
  });
}

async function runCaller(calls: Omit<Calls, "token">): Promise<Turn[][]> {
  // Made here, because the key pair of the tests belongs to this process.
  const origin = "http://acme.app.localhost:3000";
  const token = sessionToken({ userId: "ann", origin, organizationId: "org_acme" });
  const caller = Bun.spawn([process.execPath, join(import.meta.dir, "caller.ts")], {
    stdin: new Blob([JSON.stringify({ ...calls, token })]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const [answer, code] = await Promise.all([new Response(caller.stdout).text(), caller.exited]);
  if (code !== 0) throw new Error("The caller failed: see above");
  return JSON.parse(answer);
}

function reportOn(measured: Measured): GroupReport {
  const compare = (turns: Turn[][], stage: number, key: keyof Turn) =>
    ratio(turns[stage]?.map((turn) => turn[key]) ?? [], turns[constants]?.map((turn) => turn[key]) ?? []);
  return {
    title: "A page, end to end",
    setting:
      "The dashboard of the production build over HTTP, requested from another process, without log lines. Each stage runs one more of the page's three loaders and answers for the others with what they returned before. The visitor's token is verified once and cached; for a new browser Clerk's SDK is asked each time.",
    tables: measured.map(({ concurrency, turns }) => ({
      title: concurrency === 1 ? "One visitor at a time" : `${concurrency} at a time`,
      head: ["", "per second", "÷ constants", "first byte ms", "÷ constants"],
      rows: stages.map(({ name }, stage) => [
        name,
        whole(median(turns[stage]?.map(({ perSecond }) => perSecond) ?? [])),
        fixed(compare(turns, stage, "perSecond")),
        fixed(median(turns[stage]?.map(({ firstByte }) => firstByte) ?? [])),
        fixed(compare(turns, stage, "firstByte")),
      ]),
    })),
    targets: measured.flatMap(({ concurrency, turns }) => [
      judge(
        `throughput, as it is ÷ from constants, ${concurrency} at a time`,
        compare(turns, asItIs, "perSecond"),
        {
          atLeast: 0.5,
        },
      ),
      judge(
        `first byte, as it is ÷ from constants, ${concurrency} at a time`,
        compare(turns, asItIs, "firstByte"),
        {
          atMost: 1.3,
        },
      ),
    ]),
  };
}
