import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidEnvironment, readWebEnv, readWorkerEnv } from "#app/env.server.ts";
import { frontendUrl, localClerkEnv } from "#scripts/local/clerk/keys.ts";
import type { PortUse } from "./ports.ts";
import { type DatabaseUrls, databaseUrls } from "./postgres/roles.ts";

type Source = Record<string, string | undefined>;
export type Environment = Record<string, string>;

/** What a development start is going to do, from the environment alone. */
export type Plan = {
  ports: Ports;
  baseUrl: string;
  hasLocalPostgres: boolean;
  hasLocalClerk: boolean;
  /** Where local Clerk is for the browser. */
  clerkUrl: string;
  problems: string[];
};
export type Ports = { app: number; clerk: number; postgres: number; vite: number; hmr: number };

const portVariables: Record<keyof Ports, { variable: string; preset: number; part: string }> = {
  app: { variable: "PORT", preset: 3000, part: "the app" },
  clerk: { variable: "LOCAL_CLERK_PORT", preset: 3100, part: "local Clerk" },
  postgres: { variable: "LOCAL_POSTGRES_PORT", preset: 54329, part: "PostgreSQL" },
  vite: { variable: "VITE_PORT", preset: 3001, part: "development assets" },
  hmr: { variable: "HMR_PORT", preset: 3002, part: "hot reload" },
};

const inherited = [
  ...[
    "PATH",
    "HOME",
    "USER",
    "TMPDIR",
    "TERM",
    "LANG",
    "LC_ALL",
    "TZ",
    "NO_COLOR",
    "FORCE_COLOR",
    "LOG_LEVEL",
  ],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"],
];
const clerkVariables = [
  ...[
    "CLERK_PUBLISHABLE_KEY",
    "CLERK_SECRET_KEY",
    "CLERK_API_URL",
    "CLERK_PROXY_URL",
    "CLERK_JS",
    "CLERK_JWT_KEY",
  ],
  ...["CLERK_TELEMETRY_DISABLED", "CLERK_WEBHOOK_SIGNING_SECRET"],
];
/** Each process gets what it needs and no more: the web never sees the owner's URL. */
const given = {
  web: [
    ...[
      "NODE_ENV",
      "PORT",
      "BASE_URL",
      "DATABASE_URL",
      "DATABASE_WEB_URL",
      "DATABASE_POOL_SIZE",
      "TENANT_SEAL_SECRET",
    ],
    ...["TRUSTED_PROXIES", "VITE_PORT", "HMR_PORT", ...clerkVariables],
  ],
  worker: ["NODE_ENV", "DATABASE_OWNER_URL", "TENANT_SEAL_SECRET", ...clerkVariables],
  clerk: ["NODE_ENV", "PORT", "BASE_URL", "LOCAL_CLERK_PORT", ...clerkVariables],
};
export type Environments = Record<keyof typeof given, Environment>;

export function planDevelopment(source: Source): Plan {
  const problems: string[] = [];
  const port = (name: keyof Ports) => readPort(portVariables[name], source, problems);
  const ports = {
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
    clerkUrl: frontendUrl(ports.clerk, baseUrl),
    hasLocalPostgres: !source.DATABASE_URL && !source.DATABASE_WEB_URL && !source.DATABASE_OWNER_URL,
    hasLocalClerk: !source.CLERK_SECRET_KEY && !source.CLERK_PUBLISHABLE_KEY,
    problems,
  };
}

/** Everything that is wrong with the environment, before any part starts with it. */
export function problemsOf(plan: Plan, source: Source): string[] {
  const sample = { admin: "x", owner: "x", app: "x", web: "x", backup: "x" };
  const urls = plan.hasLocalPostgres ? databaseUrls(plan.ports.postgres, sample) : undefined;
  const { web, worker } = environmentsOf(plan, source, urls, "x".repeat(64));
  const found = [() => readWebEnv(web), () => readWorkerEnv(worker)].flatMap(problemsIn);
  return [...new Set([...plan.problems, ...found])];
}

/** The ports this start listens on, PostgreSQL's excepted: its own start looks after that. */
export function portsToTake({ ports, hasLocalClerk }: Plan): PortUse[] {
  const names: (keyof Ports)[] = hasLocalClerk ? ["app", "clerk", "vite", "hmr"] : ["app", "vite", "hmr"];
  return names.map((name) => ({ port: ports[name], ...portVariables[name] }));
}

export function environmentsOf(
  plan: Plan,
  source: Source,
  urls: DatabaseUrls | undefined,
  seal: string,
): Environments {
  const all: Source = {
    ...source,
    NODE_ENV: "development",
    PORT: String(plan.ports.app),
    BASE_URL: plan.baseUrl,
    VITE_PORT: String(plan.ports.vite),
    HMR_PORT: String(plan.ports.hmr),
    LOCAL_CLERK_PORT: String(plan.ports.clerk),
    TENANT_SEAL_SECRET: source.TENANT_SEAL_SECRET || seal,
    ...(urls && { DATABASE_URL: urls.app, DATABASE_WEB_URL: urls.web, DATABASE_OWNER_URL: urls.owner }),
    ...(plan.hasLocalClerk && localClerkEnv(plan.ports.clerk, plan.baseUrl)),
  };
  const give = (names: string[]) => pick(all, [...inherited, ...names]);
  return { web: give(given.web), worker: give(given.worker), clerk: give(given.clerk) };
}

/** The key that seals tenants in development: made once, because every tenant's guard carries its hash. */
export function sealSecret(stateDir: string): string {
  const file = join(stateDir, "seal-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

function readPort(use: (typeof portVariables)[keyof Ports], source: Source, problems: string[]): number {
  const given = source[use.variable];
  if (!given) return use.preset;
  const port = Number(given);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  problems.push(
    `${use.variable} is "${given}", but must be a port from 1 to 65535, for example ${use.preset}`,
  );
  return use.preset;
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
    return error.message.split("\n");
  }
}

function pick(source: Source, names: string[]): Environment {
  return Object.fromEntries(names.flatMap((name) => (source[name] ? [[name, source[name]]] : [])));
}
