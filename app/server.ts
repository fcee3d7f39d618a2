import { createRequestHandler, type ServerBuild } from "@remix-run/server-runtime";
import type { Logger } from "pino";
import type { Pool } from "#db/pool.ts";
import { createProxyList, settleForwarded } from "./client-address.ts";
import type { WebEnv } from "./env.server.ts";
import { plainPage } from "./plain-page.ts";
import type { RequestContext } from "./request-context.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { parseHost, tenantOrigin } from "./tenancy/host.ts";

export type Runtime = {
  env: WebEnv;
  log: Logger;
  appPool: Pool;
  webPool: Pool;
  /** Answers for files, before Remix is asked. */
  assets?: (request: Request) => Promise<Response | undefined>;
};
export type Fetch = (request: Request, client: { address: string }) => Promise<Response>;

const methods = ["GET", "HEAD", "POST"];
const mostBytes = 1024 * 1024;

/**
 * Request → Response: the whole application, the same in development, in production and in tests.
 * A function as `build` is asked for each request, so that development always serves what was last edited.
 */
export function createFetch(options: {
  build: ServerBuild | (() => Promise<ServerBuild>);
  runtime: Runtime;
}): Fetch {
  const { runtime } = options;
  const handle = createRequestHandler(options.build, runtime.env.NODE_ENV);
  const proxies = createProxyList(runtime.env.TRUSTED_PROXIES);
  return async (request, client) => {
    const started = performance.now();
    const headers = new Headers(request.headers);
    const { address } = settleForwarded(headers, client.address, proxies);
    const requestId = headers.get("x-request-id") ?? Bun.randomUUIDv7();
    const host = parseHost(headers.get("host"), runtime.env.BASE_URL);
    const tenant = host.kind === "tenant" ? host.slug : undefined;
    const log = runtime.log.child({ requestId, tenant });
    const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
    const { env, appPool, webPool } = runtime;
    const context: RequestContext = { env, requestId, log, host, appPool, webPool, nonce };
    const response = await answer(request, headers, context, { ...runtime, handle });
    finish(response, context);
    const { pathname } = URL.canParse(request.url) ? new URL(request.url) : { pathname: "?" };
    const ms = Math.round((performance.now() - started) * 10) / 10;
    log.info({ method: request.method, path: pathname, status: response.status, ms, address }, "request");
    return response;
  };
}

type Handle = ReturnType<typeof createRequestHandler>;

async function answer(
  request: Request,
  headers: Headers,
  context: RequestContext,
  runtime: Runtime & { handle: Handle },
): Promise<Response> {
  const { host, requestId, log } = context;
  try {
    if (host.kind === "foreign") return plainPage(421, requestId);
    if (host.kind === "illegal") return plainPage(404, requestId);
    // Without a usable Host there is no URL either: nothing before this line may look at it.
    const inner = rewrite(request, headers, context);
    if (!methods.includes(request.method)) return plainPage(405, requestId, { Allow: methods.join(", ") });
    if (Number(headers.get("content-length") ?? 0) > mostBytes) return plainPage(413, requestId);
    const asset = await runtime.assets?.(inner);
    if (asset) return asset;
    if (isCrossOrigin(inner, context)) return plainPage(403, requestId);
    return await runtime.handle(inner, context);
  } catch (error) {
    log.error({ err: error }, "request failed");
    return plainPage(500, requestId);
  }
}

/** The request as the browser sees it: its public origin, and no header that a client could have made up. */
function rewrite(request: Request, headers: Headers, { host, env }: RequestContext): Request {
  const { pathname, search } = new URL(request.url);
  const origin = host.kind === "tenant" ? tenantOrigin(host.slug, env.BASE_URL) : env.BASE_URL;
  headers.set("host", new URL(origin).host);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  return new Request(origin + pathname + search, {
    method: request.method,
    headers,
    signal: request.signal,
    body: hasBody ? request.body : undefined,
    // Needed by fetch's own rules for a body that is a stream.
    duplex: "half",
  } as RequestInit);
}

/** A form that another site, or a neighbour's subdomain, sends here. Clerk's webhooks come without an Origin. */
function isCrossOrigin(request: Request, { host, env }: RequestContext): boolean {
  if (request.method !== "POST") return false;
  const origin = request.headers.get("origin");
  const own = host.kind === "tenant" ? tenantOrigin(host.slug, env.BASE_URL) : env.BASE_URL;
  return origin !== null && origin !== own;
}

function finish(response: Response, { env, nonce, requestId }: RequestContext): void {
  setSecurityHeaders(response.headers, env, nonce);
  response.headers.set("X-Request-Id", requestId);
}
