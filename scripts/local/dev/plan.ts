import { z } from "zod";
import { frontendUrl } from "#scripts/local/clerk/keys.ts";
import type { PortUse } from "#scripts/local/process/ports.ts";

const ports = {
  app: { variable: "PORT", preset: 3000, part: "the app" },
  clerk: { variable: "LOCAL_CLERK_PORT", preset: 3100, part: "local Clerk" },
  postgres: { variable: "LOCAL_POSTGRES_PORT", preset: 54329, part: "PostgreSQL" },
  vite: { variable: "VITE_PORT", preset: 3001, part: "development assets" },
};

type Ports = Record<keyof typeof ports, number>;

export type Source = Record<string, string | undefined>;

/** What a development start is going to do, from the environment alone. */
export type Plan = {
  ports: Ports;
  baseUrl: string;
  hasLocalPostgres: boolean;
  hasLocalClerk: boolean;
  /** The local Clerk's address for browsers. */
  clerkUrl: string;
  /** The ports this start listens on, except PostgreSQL's, which `startPostgres` checks. */
  listensOn: PortUse[];
  problems: string[];
};

const aPort = z.coerce.number().int().min(1).max(65_535);

export function planDevelopment(source: Source): Plan {
  const problems: string[] = [];
  const port = (name: keyof Ports): number => {
    const { variable, preset } = ports[name];
    const { data } = aPort.safeParse(source[variable] || preset);
    if (!data)
      problems.push(
        `${variable} is "${source[variable]}", not a port from 1 to 65535, for example ${preset}`,
      );
    return data ?? preset;
  };
  const chosen = { app: port("app"), clerk: port("clerk"), postgres: port("postgres"), vite: port("vite") };
  const preset = `http://app.localhost:${chosen.app}`;
  const isUrl = URL.canParse(source.BASE_URL || preset);
  if (!isUrl) problems.push(`BASE_URL is "${source.BASE_URL}", not a URL, for example ${preset}`);
  const baseUrl = (isUrl && source.BASE_URL) || preset;
  const hasLocalClerk = !source.CLERK_SECRET_KEY && !source.CLERK_PUBLISHABLE_KEY;
  const listening = ["app", "vite", ...(hasLocalClerk ? (["clerk"] as const) : [])] as const;
  return {
    ...{ ports: chosen, baseUrl, hasLocalClerk, problems },
    hasLocalPostgres: !source.DATABASE_URL && !source.DATABASE_WEB_URL && !source.DATABASE_OWNER_URL,
    clerkUrl: frontendUrl(chosen.clerk, baseUrl),
    listensOn: listening.map((name) => ({ port: chosen[name], ...ports[name] })),
  };
}
