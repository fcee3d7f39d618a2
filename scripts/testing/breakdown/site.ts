import { join } from "node:path";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type OwnServer, startOwnServer } from "#db/testing/own-server.ts";
import { openValve, type Valve } from "#db/testing/valve.ts";
import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { type LocalClerk, startLocalClerk } from "#scripts/local/clerk/server.ts";
import { freePorts } from "#scripts/local/process/ports.ts";
import { hasPgBouncer, type PgBouncer, startPgBouncer } from "../pgbouncer.ts";

/** How the web process reaches PostgreSQL. The owner's connections are direct, and over TLS where the web process's are. */
export const ways = ["plain", "TLS", "PgBouncer"] as const;
export type Way = (typeof ways)[number];

export const isPossible = (way: Way) => way !== "PgBouncer" || hasPgBouncer();

type Role = "tenantry_app" | "tenantry_web" | "tenantry_owner";

/** A server of its own, its database, a local Clerk and a worker process, with a network that can be broken. */
export class Site {
  readonly worker: Bun.Subprocess;

  private constructor(
    readonly way: Way,
    readonly server: OwnServer,
    readonly db: TestDatabase,
    readonly clerk: LocalClerk,
    /** Everything goes through these. */
    readonly network: { web: Valve; owner: Valve },
    private readonly bouncer: PgBouncer | undefined,
  ) {
    this.worker = this.startWorker();
  }

  static async open(way: Way): Promise<Site> {
    const server = await startOwnServer();
    const db = await createTestDatabase("superuser", server.adminUrl);
    const [port = 0] = freePorts(1);
    const clerk = await startLocalClerk({
      ...{ port, baseUrl: "http://app.localhost:3000", statePath: null },
      ...{ secretKey: LOCAL_SECRET_KEY, webhook: null },
    });
    const bouncer = way === "PgBouncer" ? await startPgBouncer(server.adminUrl) : undefined;
    const network = {
      web: await openValve(bouncer ? `postgres://${bouncer.address}` : server.adminUrl),
      owner: await openValve(server.adminUrl),
    };
    return new Site(way, server, db, clerk, network, bouncer);
  }

  url(role: Role): string {
    const valve = role === "tenantry_owner" ? this.network.owner : this.network.web;
    const url = Object.assign(new URL(this.db.url(role)), { host: new URL(valve.url).host });
    if (this.way === "TLS") url.searchParams.set("sslmode", "require");
    return url.href;
  }

  get pooler() {
    return this.bouncer ? ("pgbouncer" as const) : ("none" as const);
  }

  /** @returns the worker's exit code. */
  async close(): Promise<number> {
    this.worker.kill("SIGTERM");
    const code = await this.worker.exited;
    await Promise.all([this.network.web.close(), this.network.owner.close(), this.clerk.stop()]);
    await this.bouncer?.stop();
    const { owner, appPool, webPool, admin } = this.db;
    await Promise.all([owner.end(), appPool.close(0), webPool.close(0), admin.end()]);
    await this.server.remove();
    return code;
  }

  private startWorker(): Bun.Subprocess {
    return Bun.spawn([process.execPath, join(import.meta.dir, "../../worker.ts")], {
      stdout: "ignore",
      stderr: "inherit",
      env: {
        ...process.env,
        ...{ NODE_ENV: "production", LOG_LEVEL: "fatal" },
        DATABASE_OWNER_URL: this.url("tenantry_owner"),
        TENANT_SEAL_SECRET: testSealSecret,
        CLERK_PUBLISHABLE_KEY: this.clerk.publishableKey,
        CLERK_SECRET_KEY: LOCAL_SECRET_KEY,
        CLERK_API_URL: this.clerk.url,
        CLERK_WEBHOOK_SIGNING_SECRET: LOCAL_WEBHOOK_SECRET,
      },
    });
  }
}
