import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidEnvironment, readWebEnv, readWorkerEnv } from "#app/env.server.ts";
import { localClerkEnv } from "#scripts/local/clerk/keys.ts";
import { type DatabaseUrls, databaseUrls } from "#scripts/local/postgres/roles.ts";
import type { Plan, Source } from "./plan.ts";

const inherited = `
  PATH HOME USER TMPDIR TERM LANG LC_ALL TZ NO_COLOR FORCE_COLOR LOG_LEVEL
  HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR NODE_ENV
  CLERK_PUBLISHABLE_KEY CLERK_SECRET_KEY CLERK_API_URL CLERK_PROXY_URL CLERK_JS CLERK_JWT_KEY
  CLERK_CREATOR_ROLE CLERK_TELEMETRY_DISABLED CLERK_WEBHOOK_SIGNING_SECRET`;
const own = {
  web: `HOST PORT BASE_URL DATABASE_URL DATABASE_WEB_URL DATABASE_POOL_SIZE DATABASE_POOLER
    TENANT_SEAL_SECRET TRUSTED_PROXIES VITE_PORT VITE_CJS_IGNORE_WARNING`,
  worker: "DATABASE_OWNER_URL TENANT_SEAL_SECRET",
  clerk: "PORT BASE_URL LOCAL_CLERK_PORT LOCAL_CLERK_STATE",
};

export type Environments = Record<keyof typeof own, Record<string, string>>;

/** Each process gets what it needs and no more: the web process never sees the owner's URL. */
export function environmentsOf(
  { ports, baseUrl, hasLocalClerk }: Plan,
  source: Source,
  urls: DatabaseUrls | undefined,
  seal: string,
): Environments {
  const all: Source = {
    ...source,
    NODE_ENV: "development",
    PORT: String(ports.app),
    BASE_URL: baseUrl,
    VITE_PORT: String(ports.vite),
    // Remix still loads Vite's CommonJS build, which warns at every start.
    VITE_CJS_IGNORE_WARNING: "1",
    LOCAL_CLERK_PORT: String(ports.clerk),
    TENANT_SEAL_SECRET: source.TENANT_SEAL_SECRET || seal,
    ...(urls && { DATABASE_URL: urls.app, DATABASE_WEB_URL: urls.web }),
    ...(urls && { DATABASE_OWNER_URL: urls.owner }),
    ...(hasLocalClerk && localClerkEnv(ports.clerk, baseUrl)),
  };
  const pick = (names: string) => {
    const wanted = `${inherited} ${names}`.split(/\s+/);
    return Object.fromEntries(wanted.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
  };
  return { web: pick(own.web), worker: pick(own.worker), clerk: pick(own.clerk) };
}

/** Everything that is wrong with the environment, found before any part starts. */
export function problemsOf(plan: Plan, source: Source): string[] {
  const password = { admin: "x", owner: "x", app: "x", web: "x", backup: "x" };
  const urls = plan.hasLocalPostgres ? databaseUrls(plan.ports.postgres, password) : undefined;
  const { web, worker } = environmentsOf(plan, source, urls, "x".repeat(64));
  const found = [() => readWebEnv(web), () => readWorkerEnv(worker)].flatMap((read) => {
    try {
      read();
      return [];
    } catch (error) {
      if (error instanceof InvalidEnvironment) return error.problems;
      throw error;
    }
  });
  return [...new Set([...plan.problems, ...found])];
}

/** The development secret that seals tenants. Made once, because every tenant's guard holds its hash. */
export function sealSecret(stateDir: string): string {
  const file = join(stateDir, "seal-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}
