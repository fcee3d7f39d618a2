import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalPostgres } from "#scripts/local/postgres/postgres.ts";
import { keepPostgresRunning } from "#scripts/local/postgres/watch.ts";
import { type ChildSpec, startChild, untilDone } from "#scripts/local/process/children.ts";
import { type Report, supervise } from "#scripts/local/process/supervisor.ts";
import { type Environments, environmentsOf } from "./child-environments.ts";
import type { Plan } from "./environment.ts";
import type { Logs } from "./logs.ts";
import { migrateDevelopment } from "./migrate-development.ts";
import type { Progress } from "./progress.ts";
import { sealSecret } from "./seal-secret.ts";

export type Development = {
  plan: Plan;
  source: Record<string, string | undefined>;
  stateDir: string;
  progress: Progress;
  logs: Logs;
  report: Report & { postgres: Parameters<typeof keepPostgresRunning>[1] };
};

export type Stack = {
  /** Resolves when everything runs, rejects with what went wrong. */
  started: Promise<void>;
  /** Stops what was started, in the middle of the start too. */
  stop(): Promise<void>;
};

/** Starts the parts of the development stack, each as soon as what it needs is there. */
export function startStack(development: Development): Stack {
  const { plan, source, stateDir, progress, report } = development;
  const children: { stop(graceMs: number): Promise<void> }[] = [];
  const clerkState = join(stateDir, "clerk.json");
  let postgres: Promise<LocalPostgres> | undefined;
  let stopping = false;

  async function start(): Promise<void> {
    const seal = sealSecret(stateDir);
    const clerk = plan.hasLocalClerk ? progress.step("Local Clerk", startClerk) : Promise.resolve();
    const database = plan.hasLocalPostgres ? startDatabase() : Promise.resolve(undefined);
    const server = await untilBoth(database, clerk);
    const environments = environmentsOf(plan, source, server?.urls, seal);
    const { worker } = environments;
    const urls = { owner: worker.DATABASE_OWNER_URL ?? "", admin: server?.adminUrl };
    const replaced = await progress.step("Migrations", () =>
      migrateDevelopment(urls, worker.TENANT_SEAL_SECRET ?? ""),
    );
    if (replaced) {
      rmSync(join(stateDir, "seeded"), { force: true });
      progress.line(`  ${replaced}`);
    }
    await Promise.all([clerk, startWorker(environments), startApp(environments)]);
    if (plan.hasLocalClerk) await seed(environments, server?.clusterId ?? "external");
  }

  function startDatabase(): Promise<LocalPostgres> {
    const place = { port: plan.ports.postgres, stateDir };
    postgres = keepPostgresRunning(place, report.postgres);
    const running = postgres;
    return progress.step(
      "PostgreSQL",
      () => running,
      ({ coldStart }) => (coldStart ? "new database" : undefined),
    );
  }

  function startClerk(): Promise<void> {
    const { clerk } = environmentsOf(plan, source, undefined, "");
    const env = { ...clerk, LOCAL_CLERK_STATE: clerkState };
    return keep({
      name: "clerk",
      script: "scripts/local/clerk/main.ts",
      env,
      ready: { line: /"ready":true/ },
    });
  }

  function startWorker({ worker: env }: Environments): Promise<void> {
    const spec = { name: "worker", script: "scripts/worker.ts", env, ready: { line: /worker is running/ } };
    return progress.step("Worker", () => keep(spec));
  }

  function startApp({ web: env }: Environments): Promise<void> {
    const ready = { url: `http://127.0.0.1:${plan.ports.app}/api/health`, host: new URL(plan.baseUrl).host };
    return progress.step("App", () =>
      keep({ name: "app", script: "scripts/local/dev/server.ts", env, ready }),
    );
  }

  async function seed({ worker: env }: Environments, clusterId: string): Promise<void> {
    const marker = join(stateDir, "seeded");
    const isSeeded =
      existsSync(clerkState) && existsSync(marker) && readFileSync(marker, "utf8") === clusterId;
    if (isSeeded || stopping) return;
    await progress.step("Seed data", async () => {
      const child = startChild({ name: "seed", script: "scripts/seed.ts", env, onLine: logTo("seed") });
      children.push(child);
      await untilDone(child);
    });
    writeFileSync(marker, clusterId);
  }

  async function keep(spec: Omit<ChildSpec, "onLine">): Promise<void> {
    if (stopping) return;
    const supervised = supervise({ ...spec, onLine: logTo(spec.name) }, report);
    children.push(supervised);
    await supervised.ready;
  }

  function logTo(name: string) {
    return (line: string) => development.logs.take(name, line);
  }

  async function stop(): Promise<void> {
    stopping = true;
    await Promise.all(children.map((child) => child.stop(1_500)));
    const server = await postgres?.catch(() => undefined);
    await server?.stop();
  }

  return { started: start(), stop };
}

/** The first as soon as it is there, unless the second fails before. */
function untilBoth<T>(first: Promise<T>, second: Promise<unknown>): Promise<T> {
  const failure = second.then(() => new Promise<never>(() => {}));
  return Promise.race([first, failure]);
}
