import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { migrate } from "#db/migrate/migrate.ts";
import { localClerkEnv } from "#scripts/local/clerk/keys.ts";
import { startLocalClerk } from "#scripts/local/clerk/server.ts";
import { openLogs } from "#scripts/local/dev/logs.ts";
import { terminalOn } from "#scripts/local/dev/terminal.ts";
import { startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";
import { type Child, type ChildSpec, startChild } from "#scripts/local/process/children.ts";
import { freePorts } from "#scripts/local/process/ports.ts";
import type { E2eStack } from "../../e2e/stack.ts";
import { root } from "./program.ts";

// The stack for the end-to-end tests: the built web server and the worker as separate processes, as in production, with a
// throwaway database and a local Clerk in memory. Prints its addresses as one line of JSON; stops when stdin ends.

const children: Child[] = [];
const logs = openLogs(join(root, "test-results/stack"), terminalOn(process.stderr));
const postgres = await startThrowawayPostgres();
let isStopping = false;
process.stdin.resume().once("end", () => void stop(0));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));

try {
  console.log(JSON.stringify(await start()));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stop(1);
}

async function start(): Promise<E2eStack> {
  const [webPort = 0, clerkPort = 0] = freePorts(2);
  const baseUrl = `http://app.localhost:${webPort}`;
  const sealSecret = randomBytes(32).toString("hex");
  const clerkEnv = localClerkEnv(clerkPort, baseUrl);
  const webhook = { url: `${baseUrl}/api/webhooks/clerk`, secret: clerkEnv.CLERK_WEBHOOK_SIGNING_SECRET };
  const clerk = await startLocalClerk({
    port: clerkPort,
    baseUrl,
    statePath: null,
    secretKey: clerkEnv.CLERK_SECRET_KEY,
    webhook,
    retrySchedule: [200, 500, 1_000, 2_000, 5_000],
  });
  await migrate({ ownerUrl: postgres.urls.owner, sealSecret });
  const shared = { ...inherited(), ...clerkEnv, NODE_ENV: "production", TENANT_SEAL_SECRET: sealSecret };
  const { urls } = postgres;
  const webEnv = {
    ...shared,
    ...(process.env.LOG_LEVEL && { LOG_LEVEL: process.env.LOG_LEVEL }),
    PORT: String(webPort),
    BASE_URL: baseUrl,
    DATABASE_URL: urls.app,
    DATABASE_WEB_URL: urls.web,
  };
  const workerEnv = { ...shared, DATABASE_OWNER_URL: urls.owner };
  await Promise.all([
    run({ name: "web", script: "scripts/start.ts", env: webEnv }),
    run({ name: "worker", script: "scripts/worker.ts", env: workerEnv }),
  ]);
  const { frontendUrl } = clerk;
  return {
    baseUrl,
    outboxUrl: `${frontendUrl}/outbox`,
    clerk: { frontendUrl, apiUrl: clerkEnv.CLERK_API_URL, secretKey: clerkEnv.CLERK_SECRET_KEY },
    webhook,
    database: urls,
    sealSecret,
  };
}

/** A process that dies makes tests fail; its log says why. */
async function run(spec: Omit<ChildSpec, "onLine">): Promise<void> {
  const child = startChild({ ...spec, onLine: logs.writer(spec.name) });
  children.push(child);
  await child.ready;
}

async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await Promise.all(children.map((child) => child.stop(3_000)));
  await postgres.stop();
  process.exit(code);
}

function inherited(): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", TMPDIR: process.env.TMPDIR ?? "/tmp" };
}
