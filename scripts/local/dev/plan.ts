import { InvalidEnvironment, readWebEnv, readWorkerEnv } from "#app/env.server.ts";
import { frontendUrl } from "#scripts/local/clerk/keys.ts";
import { databaseUrls } from "#scripts/local/postgres/roles.ts";
import type { PortUse } from "#scripts/local/process/ports.ts";
import { environmentsOf } from "./child-environments.ts";
import type { Plan, Ports, Source } from "./environment.ts";

type PortVariable = { variable: string; preset: number; part: string };

const portVariables: Record<keyof Ports, PortVariable> = {
  app: { variable: "PORT", preset: 3000, part: "the app" },
  clerk: { variable: "LOCAL_CLERK_PORT", preset: 3100, part: "local Clerk" },
  postgres: { variable: "LOCAL_POSTGRES_PORT", preset: 54329, part: "PostgreSQL" },
  vite: { variable: "VITE_PORT", preset: 3001, part: "development assets" },
  hmr: { variable: "HMR_PORT", preset: 3002, part: "hot reload" },
};

export function planDevelopment(source: Source): Plan {
  const problems: string[] = [];
  const port = (name: keyof Ports) => readPort(portVariables[name], source, problems);
  const ports: Ports = {
    app: port("app"),
    clerk: port("clerk"),
    postgres: port("postgres"),
    vite: port("vite"),
    hmr: port("hmr"),
  };
  const baseUrl = readBaseUrl(source, ports.app, problems);
  return {
    ports,
    baseUrl,
    hasLocalPostgres: !source.DATABASE_URL && !source.DATABASE_WEB_URL && !source.DATABASE_OWNER_URL,
    hasLocalClerk: !source.CLERK_SECRET_KEY && !source.CLERK_PUBLISHABLE_KEY,
    clerkUrl: frontendUrl(ports.clerk, baseUrl),
    problems,
  };
}

/** Everything that is wrong with the environment, before any part starts with it. */
export function problemsOf(plan: Plan, source: Source): string[] {
  const password = { admin: "x", owner: "x", app: "x", web: "x", backup: "x" };
  const urls = plan.hasLocalPostgres ? databaseUrls(plan.ports.postgres, password) : undefined;
  const { web, worker } = environmentsOf(plan, source, urls, "x".repeat(64));
  const found = [() => readWebEnv(web), () => readWorkerEnv(worker)].flatMap(problemsIn);
  return [...new Set([...plan.problems, ...found])];
}

/** The ports this start listens on, PostgreSQL's excepted: its own start looks after that. */
export function portsToTake({ ports, hasLocalClerk }: Plan): PortUse[] {
  const names: (keyof Ports)[] = hasLocalClerk ? ["app", "clerk", "vite", "hmr"] : ["app", "vite", "hmr"];
  return names.map((name) => ({ port: ports[name], ...portVariables[name] }));
}

function readPort({ variable, preset }: PortVariable, source: Source, problems: string[]): number {
  const given = source[variable];
  if (!given) return preset;
  const port = Number(given);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  problems.push(`${variable} is "${given}", but must be a port from 1 to 65535, for example ${preset}`);
  return preset;
}

function readBaseUrl(source: Source, port: number, problems: string[]): string {
  const preset = `http://app.localhost:${port}`;
  if (!source.BASE_URL || URL.canParse(source.BASE_URL)) return source.BASE_URL || preset;
  problems.push(`BASE_URL is "${source.BASE_URL}", but must be a URL, for example ${preset}`);
  return preset;
}

function problemsIn(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidEnvironment)) throw error;
    return error.problems;
  }
}
