import { readWebEnv } from "#app/env.server.ts";
import { createLogger } from "#app/http/logger.ts";
import { createFetch, type Fetch, type Runtime } from "#app/http/server.ts";
import { testJwtKey } from "#app/testing/clerk-tokens.ts";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { createProject } from "#db/queries/projects.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { judge, median, percentile, ratio } from "#scripts/bench/arithmetic.ts";
import { load } from "#scripts/bench/load.ts";
import { findPostmaster, type Postmaster } from "#scripts/bench/processes.ts";
import { fixed, type GroupReport, whole } from "#scripts/bench/report.ts";
import {
  cpuOf,
  type Results,
  runRounds,
  type Scale,
  throughput,
  throughputRatio,
} from "#scripts/bench/rounds.ts";
import { withServer } from "#scripts/bench/servers.ts";
import { openRuntime } from "#scripts/web/runtime.ts";
import { fromConstants, loadBuild, recording } from "./builds.ts";
import { callOverHttp } from "./first-byte.ts";
import { createVisitor } from "./visitor.ts";

/** One visitor, and as many at once as keep the thread busy. */
const concurrencies = [1, 8] as const;
const loaders = ["root", "routes/workspace/frame", "routes/workspace/dashboard"];
const visit = createVisitor("ann");
const visitAnew = createVisitor("ann", { isNew: true });

/** The dashboard from request to last byte, against the same page made from constants, and what lies between. */
export async function benchPage(scale: Scale): Promise<GroupReport> {
  return await withServer(async (newDatabase) => {
    const database = await newDatabase();
    await seedDashboard(database);
    const server = await findPostmaster(database.owner);
    const runtime = await openRuntime(environment(database), createLogger("warn"));
    const fetches = await createStages(runtime);
    await assertSamePage(fetches);
    const measured = {
      ...(await measure(fetches, scale, server)),
      overHttp: await measureOverHttp(runtime, fetches, scale),
    };
    await Promise.all([runtime.appPool.close(), runtime.webPool.close()]);
    return reportOn(measured);
  });
}

async function seedDashboard(database: TestDatabase): Promise<void> {
  const operator = { sql: database.owner, sealSecret: testSealSecret };
  const people = ["ann", "ben", "cat"].map((id) => person(id, { role: id === "ann" ? "owner" : "member" }));
  await mirrorMembers(operator, database.acme, people);
  const options = {
    pool: database.appPool,
    sealSecret: testSealSecret,
    readOnly: false,
    label: "bench seed",
  } as const;
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

type Stages = Record<"constants" | "session" | "layout" | "whole", Fetch>;

/** The page from constants, then with one loader after the other as it is. */
async function createStages(runtime: Runtime): Promise<Stages> {
  const build = await loadBuild();
  const { build: recorder, answers } = recording(build, loaders);
  await visit(createFetch({ build: recorder, runtime }));
  const serve = (constants: readonly string[]) =>
    createFetch({ build: fromConstants(build, answers, constants), runtime });
  return {
    constants: serve(loaders),
    session: serve(loaders.slice(1)),
    layout: serve(loaders.slice(2)),
    whole: createFetch({ build, runtime }),
  };
}

/** Times and ids in the page differ and are of one length, so all pages are. */
async function assertSamePage(stages: Stages): Promise<void> {
  const pages = await Promise.all(Object.values(stages).map((fetch) => visit(fetch)));
  const lengths = pages.map(({ html }) => html.length);
  const isSame = pages.every(({ status, html }) => status === 200 && html.includes("Office move"));
  if (!isSame || Math.max(...lengths) - Math.min(...lengths) > 64) {
    const found = pages.map(({ status, html }) => `${status} with ${html.length} characters`);
    throw new Error(`The pages are not the same: ${found.join(", ")}`);
  }
}

type Times = Record<string, number[]>;
type OverHttp = Record<"constants" | "whole", number[]>;
type Measured = { results: Results; firstByte: Times; overHttp: [number, OverHttp][] };

const shownNames = {
  constants: "all from constants: routing and render",
  session: "+ root: Clerk's state for the page",
  layout: "+ layout: identity, tenant, transaction, member",
  whole: "+ dashboard: its transaction and query (as it is)",
  unknown: "the same, of a browser that was not here before",
};
type Name = keyof typeof shownNames;

async function measure(stages: Stages, scale: Scale, server: Postmaster | undefined) {
  const firstByte: Times = {};
  const variants = concurrencies.flatMap((concurrency) =>
    [...Object.entries(stages), ["unknown", stages.whole] as const].map(([stage, fetch]) => ({
      name: `${stage} ${concurrency}`,
      measure: async (milliseconds: number) => {
        const times: number[] = [];
        const go = stage === "unknown" ? visitAnew : visit;
        const operation = async () => times.push((await go(fetch)).firstByteMs);
        const sample = await load(operation, { concurrency, milliseconds: milliseconds * 2, server });
        firstByte[`${stage} ${concurrency}`] ??= [];
        firstByte[`${stage} ${concurrency}`]?.push(median(times));
        return sample;
      },
    })),
  );
  // What a variant measured while it warmed up does not count.
  const results = await runRounds(variants, scale);
  for (const times of Object.values(firstByte)) times.shift();
  return { results, firstByte };
}

/** The two pages that the target is about, in turns that are short enough for a machine whose speed changes. */
async function measureOverHttp(
  runtime: Runtime,
  { constants, whole }: Stages,
  { rounds }: Scale,
): Promise<Measured["overHttp"]> {
  const measured: Measured["overHttp"] = [];
  for (const concurrency of concurrencies) {
    const calls = { concurrency, visits: 10 * concurrency, turns: Math.ceil(40 / concurrency) };
    const times: OverHttp = { constants: [], whole: [] };
    // Each round has a token of its own: one lives for a minute, and all rounds may take longer.
    for (let round = 0; round < rounds; round++) {
      const called = await callOverHttp(runtime, { constants, whole }, calls);
      times.constants.push(...called.constants);
      times.whole.push(...called.whole);
    }
    measured.push([concurrency, times]);
  }
  return measured;
}

function reportOn({ results, firstByte, overHttp }: Measured): GroupReport {
  const times = (name: Name, concurrency: number) => firstByte[`${name} ${concurrency}`] ?? [];
  return {
    name: "page",
    title: "A page, end to end",
    setting: `The dashboard of the production build, called in process as a function from Request to the last byte of the Response; no HTTP and no log lines; and over HTTP, as production listens, from another process. The other pages answer for some of its three loaders from what they returned before. The visitor's token is verified when it is new, and known until it ends; who was not here before is asked about by Clerk's SDK each time.`,
    tables: [
      ...concurrencies.map((concurrency) => ({
        title: `${atATime(concurrency)}, in process`,
        head: ["", "a second", "first byte ms", "client CPU µs", "server CPU µs"],
        rows: (Object.keys(shownNames) as Name[]).map((name) => [
          shownNames[name],
          whole(throughput(results, `${name} ${concurrency}`)),
          fixed(median(times(name, concurrency))),
          whole(cpuOf(results, `${name} ${concurrency}`, "clientCpu")),
          whole(cpuOf(results, `${name} ${concurrency}`, "serverCpu")),
        ]),
      })),
      {
        title: "First byte over HTTP, in milliseconds",
        head: ["", "from constants", "as it is", "÷ median", "÷ fastest tenth", "÷ slowest tenth"],
        rows: overHttp.map(([concurrency, { constants, whole }]) => [
          atATime(concurrency),
          fixed(median(constants)),
          fixed(median(whole)),
          ...[
            ratio(whole, constants),
            percentile(whole, 0.1) / percentile(constants, 0.1),
            percentile(whole, 0.9) / percentile(constants, 0.9),
          ].map((share) => fixed(share)),
        ]),
      },
    ],
    targets: [
      judge(
        "of the throughput from constants, 8 at a time",
        throughputRatio(results, "whole 8", "constants 8"),
        {
          atLeast: 0.5,
        },
      ),
      ...overHttp.map(([concurrency, { constants, whole }]) =>
        judge(
          `first byte over HTTP, as it is ÷ from constants, ${concurrency} at a time`,
          ratio(whole, constants),
          { atMost: 1.3 },
        ),
      ),
    ],
  };
}

const atATime = (concurrency: number) =>
  concurrency === 1 ? "One visitor at a time" : `${concurrency} at a time`;
