import { localClerkEnv } from "#scripts/local/clerk/keys.ts";
import type { DatabaseUrls } from "#scripts/local/postgres/roles.ts";
import type { Environment, Plan, Source } from "./environment.ts";

const inherited = words(`
  PATH HOME USER TMPDIR TERM LANG LC_ALL TZ NO_COLOR FORCE_COLOR LOG_LEVEL
  HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR`);
const clerk = words(`
  CLERK_PUBLISHABLE_KEY CLERK_SECRET_KEY CLERK_API_URL CLERK_PROXY_URL CLERK_JS CLERK_JWT_KEY
  CLERK_CREATOR_ROLE CLERK_TELEMETRY_DISABLED CLERK_WEBHOOK_SIGNING_SECRET`);
const web = words(`
  NODE_ENV HOST PORT BASE_URL DATABASE_URL DATABASE_WEB_URL DATABASE_LISTEN_URL DATABASE_POOL_SIZE DATABASE_POOLER
  TENANT_SEAL_SECRET TRUSTED_PROXIES VITE_PORT HMR_PORT`);
const worker = words("NODE_ENV DATABASE_OWNER_URL TENANT_SEAL_SECRET");
const localClerk = words("NODE_ENV PORT BASE_URL LOCAL_CLERK_PORT");

export type Environments = { web: Environment; worker: Environment; clerk: Environment };

/** Each process gets what it needs and no more: the web never sees the owner's URL. */
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
    ...(urls && databaseVariables(urls)),
    ...(plan.hasLocalClerk && localClerkEnv(plan.ports.clerk, plan.baseUrl)),
  };
  const give = (names: string[]) => pick(all, [...inherited, ...clerk, ...names]);
  // Remix still loads Vite the old way, and Vite says so at every start.
  return {
    web: { ...give(web), VITE_CJS_IGNORE_WARNING: "1" },
    worker: give(worker),
    clerk: give(localClerk),
  };
}

function databaseVariables({ app, web, owner }: DatabaseUrls): Environment {
  return {
    DATABASE_URL: app,
    DATABASE_WEB_URL: web,
    DATABASE_LISTEN_URL: web,
    DATABASE_OWNER_URL: owner,
  };
}

function pick(source: Source, names: string[]): Environment {
  return Object.fromEntries(names.flatMap((name) => (source[name] ? [[name, source[name]]] : [])));
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
