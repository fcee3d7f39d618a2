import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalPostgres } from "#scripts/local/postgres/postgres.ts";
import { keepPostgresRunning } from "#scripts/local/postgres/watch.ts";
import { type ChildSpec, startChild, untilDone } from "#scripts/local/process/children.ts";
import { supervise } from "#scripts/local/process/supervise.ts";
import { type Environments, environmentsOf, sealSecret } from "./environments.ts";
import type { Logs } from "./logs.ts";
import { migrateDevelopment } from "./migrate-development.ts";
import type { Plan, Source } from "./plan.ts";

type Development = {
  plan: Plan;
  source: Source;
  stateDir: string;
  logs: Logs;
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  warn(text: string): void;
  /** Called when a part that was running cannot be restarted. */
  fail(error: unknown): void;
};

export type Stack = {
  /** Resolves when everything runs, rejects with what went wrong. */
  started: Promise<void>;
  /** Stops what was started, also in the middle of the start. */
  stop(): Promise<void>;
};

/** Starts the parts of the development stack, each as soon as what it needs is ready. */
export function startStack(development: Development): Stack {
  const { plan, source, stateDir, step, logs, warn, fail } = development;
  const children: { stop(graceMs: number): Promise<void> }[] = [];
  const clerkState = join(stateDir, "clerk.json");
  const seal = sealSecret(stateDir);
  const place = { port: plan.ports.postgres, stateDir };
  const postgres: Promise<LocalPostgres | undefined> = plan.hasLocalPostgres
    ? keepPostgresRunning(place, { warn, fail })
    : Promise.resolve(undefined);
  let isStopping = false;

  async function start(): Promise<void> {
    const clerk = plan.hasLocalClerk ? step("Local Clerk", startClerk) : Promise.resolve();
    const [server] = await Promise.all([step("PostgreSQL", () => postgres), clerk]);
    const environments = environmentsOf(plan, source, server?.urls, seal);
    const { web, worker } = environments;
    const urls = { owner: worker.DATABASE_OWNER_URL ?? "", admin: server?.adminUrl };
    const replaced = await step("Migrations", () => migrateDevelopment(urls, seal));
    if (replaced) {
      rmSync(join(stateDir, "seeded"), { force: true });
      warn(replaced);
    }
    await Promise.all([step("Worker", () => startWorker(worker)), step("App", () => startApp(web))]);
    if (plan.hasLocalClerk) await seed(environments, server?.clusterId ?? "external");
  }

  function startClerk(): Promise<void> {
    const env = {
      ...environmentsOf(plan, source, undefined, seal).clerk,
      LOCAL_CLERK_STATE: clerkState,
    };
    return keep("clerk", "scripts/local/clerk/main.ts", env, { line: /"ready":true/ });
  }

  function startWorker(env: Environments["worker"]): Promise<void> {
    return keep("worker", "scripts/worker.ts", env, { line: /worker is running/ });
  }

  function startApp(env: Environments["web"]): Promise<void> {
    const url = `http://127.0.0.1:${plan.ports.app}/api/health`;
    return keep("app", "scripts/local/dev/server.ts", env, { url, host: new URL(plan.baseUrl).host });
  }

  async function keep(
    name: string,
    script: string,
    env: ChildSpec["env"],
    ready: ChildSpec["ready"],
  ): Promise<void> {
    if (isStopping) return;
    const child = supervise({ name, script, env, ready, onLine: logs.writer(name) }, { warn, fail });
    children.push(child);
    await child.ready;
  }

  /** Once for each database and each state of the local Clerk. */
  async function seed({ worker: env }: Environments, clusterId: string): Promise<void> {
    const marker = join(stateDir, "seeded");
    const isSeeded =
      existsSync(clerkState) && existsSync(marker) && readFileSync(marker, "utf8") === clusterId;
    if (isSeeded || isStopping) return;
    const onLine = logs.writer("seed");
    const child = startChild({ name: "seed", script: "scripts/seed.ts", env, onLine });
    children.push(child);
    await step("Seed data", () => untilDone(child));
    writeFileSync(marker, clusterId);
  }

  async function stop(): Promise<void> {
    isStopping = true;
    await Promise.all(children.map((child) => child.stop(1_500)));
    const server = await postgres.catch(() => undefined);
    await server?.stop();
  }

  return { started: start(), stop };
}
