import { type ClerkClient, createClerkClient } from "@clerk/backend";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { loadBuild } from "#scripts/bench/page/builds.ts";
import { localClerkEnv } from "#scripts/local/clerk/keys.ts";
import { startLocalClerk } from "#scripts/local/clerk/server.ts";
import { type Child, startChild } from "#scripts/local/process/children.ts";
import { freePorts } from "#scripts/local/process/ports.ts";

export type Stack = {
  /** The webhook endpoint, and the Host header to call it with. */
  endpoint: string;
  host: string;
  api: ClerkClient;
  stop(): Promise<void>;
};

/** Web server and worker as separate processes, and a local Clerk whose events the benchmark sends itself. */
export async function startStack(database: TestDatabase): Promise<Stack> {
  await loadBuild();
  const [webPort = 0, clerkPort = 0] = await freePorts(2);
  const baseUrl = `http://app.localhost:${webPort}`;
  const clerkEnv = localClerkEnv(clerkPort, baseUrl);
  const secretKey = clerkEnv.CLERK_SECRET_KEY;
  const clerk = await startLocalClerk({
    ...{ port: clerkPort, baseUrl, statePath: null, secretKey, webhook: null },
  });
  const shared = {
    ...clerkEnv,
    NODE_ENV: "production",
    TENANT_SEAL_SECRET: testSealSecret,
    LOG_LEVEL: "warn",
  };
  const { host } = new URL(baseUrl);
  const address = `http://127.0.0.1:${webPort}`;
  const web = start("web", "scripts/start.ts", {
    env: {
      ...shared,
      PORT: String(webPort),
      BASE_URL: baseUrl,
      DATABASE_URL: database.url("tenantry_app"),
      DATABASE_WEB_URL: database.url("tenantry_web"),
    },
    ready: { url: `${address}/api/health`, host },
  });
  const worker = start("worker", "scripts/worker.ts", {
    env: { ...shared, LOG_LEVEL: "info", DATABASE_OWNER_URL: database.url("tenantry_owner") },
    ready: { line: /worker is running/ },
  });
  await Promise.all([web.ready, worker.ready]);
  return {
    endpoint: `${address}/api/webhooks/clerk`,
    host,
    api: createClerkClient({ secretKey, apiUrl: clerk.url }),
    stop: async () => {
      await Promise.all([web.stop(5000), worker.stop(5000)]);
      await clerk.stop();
    },
  };
}

type Ready = NonNullable<Parameters<typeof startChild>[0]["ready"]>;

function start(name: string, script: string, given: { env: Record<string, string>; ready: Ready }): Child {
  const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...given.env };
  return startChild({ name, script, env, ready: given.ready, onLine: () => {} });
}
