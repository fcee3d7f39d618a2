import { afterAll } from "bun:test";
import pino from "pino";
import { parseHost } from "#app/http/host.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import type { RouteArgs } from "#app/tenancy/identity.server.ts";
import { Directory } from "#db/directory/directory.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { shipped } from "#db/testing/fleet.ts";
import { sessionToken, testJwtKey } from "./clerk-tokens.ts";

export const apex = "http://app.localhost:3000";
const acmeHost = "acme.app.localhost:3000";

type Choices = { host?: string; path?: string; method?: string; destination?: string };

/** Requests as routes receive them, with a database, its directory, and a Clerk with prepared answers. */
export class Visitors {
  readonly directory: Directory;
  /** Clerk's answer to every request; no memberships by default. */
  clerkAnswer: () => Response | Promise<Response> = () => clerkJson(noMemberships);
  private readonly clerk = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: ({ url }) => (url.endsWith("/v1/health") ? new Response() : this.clerkAnswer()),
  });

  private constructor(readonly db: TestDatabase) {
    this.directory = new Directory({ web: db.webPool, oldestVersion: shipped });
  }

  /** Closed after the file's tests. */
  static async open(): Promise<Visitors> {
    const visitors = new Visitors(await createTestDatabase());
    afterAll(() => visitors.close());
    return visitors;
  }

  private async close(): Promise<void> {
    await this.clerk.stop(true);
    await this.db.close();
  }

  /** Signed in on the host, by default with acme as the session's active organization. */
  asMember(
    userId: string,
    choices: Choices & { organizationId?: string; ageSeconds?: number } = {},
  ): RouteArgs {
    const { host = acmeHost, organizationId = "org_acme", ageSeconds } = choices;
    const token = sessionToken({ userId, origin: `http://${host}`, organizationId, ageSeconds });
    return this.argsFor({ ...choices, token });
  }

  argsFor(choices: Choices & { token?: string; cookies?: string[]; body?: URLSearchParams }): RouteArgs {
    const { host = acmeHost, path = "/projects", method = "GET", destination = "document" } = choices;
    const cookies = [...(choices.cookies ?? [])];
    if (choices.token) cookies.push(`__session=${choices.token}`, "__client_uat=1700000000");
    const headers = {
      host,
      cookie: cookies.join("; "),
      "sec-fetch-dest": destination,
      accept: "text/html",
    };
    const request = new Request(`http://${host}${path}`, { method, headers, body: choices.body });
    return { request, params: {}, context: this.contextFor(host) } as RouteArgs;
  }

  private contextFor(host: string): RequestContext {
    const env = {
      BASE_URL: apex,
      TENANT_SEAL_SECRET: testSealSecret,
      CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
      CLERK_SECRET_KEY: "sk_live_test",
      CLERK_JWT_KEY: testJwtKey,
      CLERK_API_URL: `http://127.0.0.1:${this.clerk.port}`,
      CLERK_PROXY_URL: `http://127.0.0.1:${this.clerk.port}`,
    } as RequestContext["env"];
    return {
      env,
      requestId: "request-1",
      log: pino({ level: "silent" }),
      host: parseHost(host, apex),
      appPool: this.db.appPool,
      webPool: this.db.webPool,
      directory: this.directory,
      nonce: "nonce",
    };
  }
}

/** The SDK parses an answer as JSON only if its type is exactly this. */
export function clerkJson(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

/** Clerk's answer to a request for a person's memberships. */
export const noMemberships = { data: [], total_count: 0 };

/** The same for a member of acme. */
export function membershipOf(userId: string) {
  const organization = { object: "organization", id: "org_acme", name: "Acme", slug: "acme" };
  const membership = { object: "organization_membership", id: "orgmem_1", role: "org:member", organization };
  return { data: [{ ...membership, public_user_data: { user_id: userId } }], total_count: 1 };
}
