import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LocalPostgres, startPostgres } from "#scripts/local/postgres/postgres.ts";
import { startChild } from "#scripts/local/process/children.ts";
import { type Running, supervise } from "#scripts/local/process/supervise.ts";
import { environmentsOf, sealSecret } from "./environments.ts";
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
  const stops: Record<string, () => Promise<void>> = {};
  const seal = sealSecret(stateDir);
  const seeded = join(stateDir, "seeded");
  const clerkState = join(stateDir, "clerk.json");
  let server: LocalPostgres | undefined;
  let isStopping = false;

  async function start(): Promise<void> {
    const first = environmentsOf(plan, { ...source, LOCAL_CLERK_STATE: clerkState }, undefined, seal);
    await Promise.all([
      step("PostgreSQL", async () => plan.hasLocalPostgres && keep("PostgreSQL", startServer)),
      plan.hasLocalClerk &&
        step("Local Clerk", () => keepScript("clerk", "scripts/local/clerk/main.ts", first.clerk)),
    ]);
    const { web, worker } = environmentsOf(plan, source, server?.urls, seal);
    const urls = { owner: worker.DATABASE_OWNER_URL ?? "", admin: server?.adminUrl };
    const replaced = await step("Migrations", () => migrateDevelopment(urls, seal));
    if (replaced) {
      rmSync(seeded, { force: true });
      warn(replaced);
    }
    await Promise.all([
      step("Worker", () => keepScript("worker", "scripts/worker.ts", worker)),
      step("App", () => keepScript("app", "scripts/local/dev/server.ts", web)),
    ]);
    if (plan.hasLocalClerk) await seed(worker);
  }

  async function keep(name: string, begin: () => Running): Promise<void> {
    if (isStopping) return;
    const { ready, stop } = supervise(name, begin, { warn, fail });
    stops[name] = stop;
    await ready;
  }

  function keepScript(name: string, script: string, env: Record<string, string>): Promise<void> {
    const onLine = logs.writer(name);
    return keep(`The ${name}`, () => {
      const child = startChild({ name, script, env, onLine });
      return { ...child, stop: () => child.stop(1_500) };
    });
  }

  function startServer(): Running {
    const ready = startPostgres({ port: plan.ports.postgres, stateDir });
    const watch = async () => {
      server = await ready;
      while (isStopping || server.isAlive()) await Bun.sleep(500);
      await server.stop();
      return new Error("PostgreSQL ended.");
    };
    const stop = async () => await (await ready.catch(() => undefined))?.stop();
    return { ready, ended: watch().catch((error) => error), stop };
  }

  /** Once for each database and each state of the local Clerk. */
  async function seed(env: Record<string, string>): Promise<void> {
    const place = server?.clusterId ?? "external";
    const isSeeded = existsSync(clerkState) && existsSync(seeded) && readFileSync(seeded, "utf8") === place;
    if (isSeeded || isStopping) return;
    const child = startChild({ name: "seed", script: "scripts/seed.ts", env, onLine: logs.writer("seed") });
    stops.seed = () => child.stop(1_500);
    await step("Seed data", async () => {
      const end = await child.ended;
      if (end.code !== 0) throw end;
    });
    writeFileSync(seeded, place);
  }

  async function stop(): Promise<void> {
    isStopping = true;
    const { PostgreSQL: stopPostgres, ...others } = stops;
    await Promise.all(Object.values(others).map((stopPart) => stopPart()));
    await stopPostgres?.();
  }

  return { started: start(), stop };
}
