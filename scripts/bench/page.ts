import type { ServerBuild } from "@remix-run/server-runtime";
import { readWebEnv } from "#app/env.server.ts";
import { createLogger } from "#app/http/logger.ts";
import { createFetch, type Runtime } from "#app/http/server.ts";
import { sessionToken, testJwtKey } from "#app/testing/clerk-tokens.ts";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { localClerkEnv } from "#scripts/local/clerk/keys.ts";
import { closeRuntime, listen, openRuntime } from "#scripts/web/runtime.ts";
import type { Turn } from "./caller.ts";
import { openDatabase, seed } from "./databases.ts";
import { alternate, type Figures, type Results, type Scale } from "./measure.ts";
import { fixed, type Table, type Target, table, targetTable, whole } from "./report.ts";
import { loadBuild, withLoaders } from "./stack.ts";

const apex = "http://app.localhost:3000";
const loaders = ["root", "routes/workspace/frame", "routes/workspace/dashboard"];
const constants = "all from constants: routing and render";
const asItIs = "+ dashboard: its transaction and query (as it is)";
/** The page with its first loaders as they are and the others answered from constants. */
const stages = [
  { name: constants, real: 0 },
  { name: "+ root: Clerk's state for the page", real: 1 },
  { name: "+ layout: identity, tenant, transaction, member", real: 2 },
  { name: asItIs, real: 3 },
  { name: "the same, for a browser seen for the first time", real: 3, isNewBrowser: true },
];

/** The dashboard over HTTP against the same page made from constants, and the stages between. */
export async function benchPage({ isQuick }: Scale): Promise<Table[]> {
  const database = await openDatabase();
  await mirrorMembers(database.operator, database.acme, [person("ben"), person("cat")]);
  await seed(database, [database.acme], { projects: 6 });
  const runtime = await openRuntime(environment(database), createLogger("warn"));
  const servers = await startServers(runtime);
  const tables: Table[] = [];
  const targets: Target[] = [];
  // A single visitor, and enough at once to keep the thread busy.
  for (const concurrency of [1, 8]) {
    const variants: Record<string, () => Promise<Figures>> = {};
    for (const { name, port, isNewBrowser = false } of servers)
      variants[name] = () => call({ port, isNewBrowser, concurrency, milliseconds: 50 * (1 + concurrency) });
    // Short turns, and many of them.
    const rounds = (isQuick ? 1 : 5) * Math.ceil(20 / concurrency);
    const results = await alternate(variants, rounds, Math.ceil(rounds / 4));
    const compared = `as it is ÷ from constants, ${concurrency} at a time`;
    tables.push(tableOf(concurrency === 1 ? "One visitor at a time" : `${concurrency} at a time`, results));
    targets.push([`throughput, ${compared}`, results.ratio(asItIs, constants, "perSecond"), "≥", 0.5]);
    targets.push([`first byte, ${compared}`, results.ratio(asItIs, constants, "p50"), "≤", 1.3]);
  }
  await closeRuntime(runtime, 5);
  return [...tables, targetTable(targets)];
}

function environment(database: TestDatabase) {
  return readWebEnv({
    ...localClerkEnv(3100, apex),
    ...{ NODE_ENV: "production", LOG_LEVEL: "warn", BASE_URL: apex, TENANT_SEAL_SECRET: testSealSecret },
    ...{ DATABASE_URL: database.url("tenantry_app"), DATABASE_WEB_URL: database.url("tenantry_web") },
    CLERK_JWT_KEY: testJwtKey,
  });
}

/** A server for each stage. The constants are what the loaders return on a visit before. */
async function startServers(runtime: Runtime) {
  const build = await loadBuild();
  const answers: Record<string, unknown> = {};
  const recorder = withLoaders(build, loaders, (id, load) => async (args) => {
    answers[id] = await load(args);
    return answers[id];
  });
  const onAnyPort = { ...runtime, env: { ...runtime.env, HOST: "127.0.0.1", PORT: 0 } };
  const start = (served: ServerBuild) => listen(onAnyPort, createFetch({ build: served, runtime })).port ?? 0;
  await call({ port: start(recorder), isNewBrowser: false, concurrency: 1, milliseconds: 0 });
  return stages.map((stage) => {
    const staged = withLoaders(build, loaders.slice(stage.real), (id) => async () => answers[id]);
    return { ...stage, port: start(staged) };
  });
}

let caller: Worker | undefined;

function call(turn: Omit<Turn, "token">): Promise<Figures> {
  caller ??= new Worker(new URL("./caller.ts", import.meta.url));
  const { promise, resolve, reject } = Promise.withResolvers<Figures>();
  Object.assign(caller, { onmessage: ({ data }: MessageEvent) => resolve(data), onerror: reject });
  // Made here, because each thread has its own key pair of the tests. It is valid for a minute.
  const origin = "http://acme.app.localhost:3000";
  caller.postMessage({ ...turn, token: sessionToken({ userId: "ann", origin, organizationId: "org_acme" }) });
  return promise;
}

function tableOf(title: string, results: Results): Table {
  return table(title, stages, [
    ["", ({ name }) => name],
    ["per second", ({ name }) => whole(results.median(name, "perSecond"))],
    ["÷ constants", ({ name }) => fixed(results.ratio(name, constants, "perSecond"))],
    ["first byte ms", ({ name }) => fixed(results.median(name, "p50"))],
    ["÷ constants", ({ name }) => fixed(results.ratio(name, constants, "p50"))],
  ]);
}
