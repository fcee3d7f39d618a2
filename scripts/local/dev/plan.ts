import { frontendUrl } from "#scripts/local/clerk/keys.ts";
import type { PortUse } from "#scripts/local/process/ports.ts";

const portVariables = {
  app: { variable: "PORT", preset: 3000, part: "the app" },
  clerk: { variable: "LOCAL_CLERK_PORT", preset: 3100, part: "local Clerk" },
  postgres: { variable: "LOCAL_POSTGRES_PORT", preset: 54329, part: "PostgreSQL" },
  vite: { variable: "VITE_PORT", preset: 3001, part: "development assets" },
  hmr: { variable: "HMR_PORT", preset: 3002, part: "hot reload" },
};

type Ports = Record<keyof typeof portVariables, number>;

export type Source = Record<string, string | undefined>;

/** What a development start is going to do, from the environment alone. */
export type Plan = {
  ports: Ports;
  baseUrl: string;
  hasLocalPostgres: boolean;
  hasLocalClerk: boolean;
  /** The local Clerk's address for browsers. */
  clerkUrl: string;
  problems: string[];
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

/** The ports this start listens on, except PostgreSQL's, which `startPostgres` checks. */
export function portsToListenOn({ ports, hasLocalClerk }: Plan): PortUse[] {
  const names: (keyof Ports)[] = hasLocalClerk ? ["app", "clerk", "vite", "hmr"] : ["app", "vite", "hmr"];
  return names.map((name) => ({ port: ports[name], ...portVariables[name] }));
}

function readPort(
  { variable, preset }: { variable: string; preset: number },
  source: Source,
  problems: string[],
): number {
  const port = Number(source[variable] || preset);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  problems.push(`${variable} is "${source[variable]}", not a port from 1 to 65535, for example ${preset}`);
  return preset;
}

function readBaseUrl(source: Source, port: number, problems: string[]): string {
  const preset = `http://app.localhost:${port}`;
  if (!source.BASE_URL || URL.canParse(source.BASE_URL)) return source.BASE_URL || preset;
  problems.push(`BASE_URL is "${source.BASE_URL}", not a URL, for example ${preset}`);
  return preset;
}
