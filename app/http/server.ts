import { createRequestHandler, type ServerBuild } from "@remix-run/server-runtime";
import type { Logger } from "pino";
import type { WebEnv } from "#app/env.server.ts";
import type { Directory } from "#db/directory/directory.ts";
import type { Pool } from "#db/tenant/pool.ts";
import { createProxyList, settleForwarded } from "./client-address.ts";
import { readableCookies } from "./cookie-header.ts";
import { removeForgedCookies } from "./forged-cookies.ts";
import { parseHost, tenantOrigin } from "./host.ts";
import { outagePage, type PlainStatus, plainPage } from "./plain-page.ts";
import { keepPrefetched } from "./prefetch-cache.ts";
import { type Body, takeBody } from "./request-body.ts";
import type { RequestContext } from "./request-context.ts";
import { createRouteRules } from "./route-rules.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { unsentFormPage } from "./unsent-form-page.ts";

export type Runtime = {
  env: WebEnv;
  log: Logger;
  appPool: Pool;
  webPool: Pool;
  directory: Directory;
  /** Serves files before Remix runs. */
  assets?: (request: Request) => Promise<Response | undefined>;
  /** Answers errors outside Remix, instead of the page that reveals no internals. */
  explain?: (error: unknown, context: RequestContext) => Response;
};
export type Fetch = (request: Request, client: { address: string }) => Promise<Response>;

/** Retry-After in seconds, for an unreachable or busy database. */
const retryAfter = "2";

const methods = ["GET", "HEAD", "POST"];

/**
 * Request → Response: the whole application, the same in development, in production and in tests.
 * If `build` is a function, it is called for each request, so that development always serves the latest edit.
 */
export function createFetch(options: {
  build: ServerBuild | (() => Promise<ServerBuild>);
  runtime: Runtime;
}): Fetch {
  const { runtime } = options;
  const remix = createRequestHandler(options.build, runtime.env.NODE_ENV);
  const rulesFor = createRouteRules(options.build);
  const proxies = createProxyList(runtime.env.TRUSTED_PROXIES);
  return async (request, client) => {
    const started = performance.now();
    const headers = new Headers(request.headers);
    const forwarded = settleForwarded(headers, client.address, proxies);
    const context = createContext(runtime, forwarded.host, headers.get("x-request-id"));
    const response = await answer(request, headers, context, { ...runtime, remix, rulesFor });
    finish(response, context);
    const path = pathOf(request) ?? "?";
    const ms = Math.round((performance.now() - started) * 10) / 10;
    const { method } = request;
    context.log.info({ method, path, status: response.status, ms, address: forwarded.address }, "request");
    return response;
  };
}

function createContext(
  { env, log, appPool, webPool, directory }: Runtime,
  hostHeader: string | null,
  givenId: string | null,
): RequestContext {
  const requestId = givenId ?? Bun.randomUUIDv7();
  const host = parseHost(hostHeader, env.BASE_URL);
  const tenant = host.kind === "tenant" ? host.slug : undefined;
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const own = { requestId, log: log.child({ requestId, tenant }), host, nonce };
  return { env, appPool, webPool, directory, ...own };
}

type Application = Runtime & {
  remix: (request: Request, context: RequestContext) => Promise<Response>;
  rulesFor: ReturnType<typeof createRouteRules>;
};

async function answer(
  request: Request,
  headers: Headers,
  context: RequestContext,
  runtime: Application,
): Promise<Response> {
  const { host, requestId, log } = context;
  const refuse = (status: PlainStatus, headers?: Record<string, string>) =>
    plainPage(status, { request, requestId, headers });
  try {
    if (host.kind === "foreign") return refuse(421);
    if (host.kind === "illegal") return refuse(404);
    if (!isReadable(pathOf(request))) return refuse(400);
    if (!methods.includes(request.method)) return refuse(405, { Allow: methods.join(", ") });
    if (isCrossOrigin(request, context)) return refuse(403);
    const rules = request.method === "POST" ? await runtime.rulesFor(new URL(request.url).pathname) : {};
    const body = await takeBody(request);
    if (!body) return rules.tooLarge ? seeOther(rules.tooLarge) : refuse(413);
    const inner = rewrite(request, headers, body, context);
    const asset = await runtime.assets?.(inner);
    if (asset) return asset;
    if (rules.direct) return await rules.direct({ request: inner, context, params: {} });
    const response = await runtime.remix(inner, context);
    keepPrefetched(inner, response);
    if (context.unsent) return unsentFormPage(context.unsent, { request, requestId });
    return context.outage && isPage(response) ? outagePage(context.outage, { request, requestId }) : response;
  } catch (error) {
    // The client has gone: 499 is what proxies log for that.
    if (request.signal?.aborted) return new Response(null, { status: 499 });
    log.error({ err: error }, "request failed");
    return runtime.explain?.(error, context) ?? refuse(500);
  }
}

/** A request by a script gets the code instead. */
function isPage({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/html") === true;
}

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location } });
}

/** Without a usable Host there is no URL. */
function pathOf({ url }: Request): string | undefined {
  return URL.canParse(url) ? new URL(url).pathname : undefined;
}

/**
 * Whether the path can be decoded, to text that a database accepts and that is still a path: `//name` and `/%5Cname`
 * resolve to another host's address, in the router too.
 */
function isReadable(path: string | undefined): boolean {
  try {
    const decoded = decodeURIComponent(path ?? "//");
    return !decoded.includes("\0") && new URL(decoded, "http://own.invalid").host === "own.invalid";
  } catch {
    return false;
  }
}

/** The request as the browser sees it: with its public origin, without headers that a client could have forged or broken. */
function rewrite(request: Request, headers: Headers, body: Body, { host, env }: RequestContext): Request {
  const { pathname, search } = new URL(request.url);
  const origin = host.kind === "tenant" ? tenantOrigin(host.slug, env.BASE_URL) : env.BASE_URL;
  headers.set("host", new URL(origin).host);
  const cookies = headers.get("cookie");
  if (cookies !== null) headers.set("cookie", readableCookies(cookies));
  return new Request(origin + pathname + search, {
    method: request.method,
    headers,
    signal: request.signal,
    body: body.content,
    // fetch requires it for a streamed body.
    duplex: "half",
  } as RequestInit);
}

/** A form sent by another site or a neighbour's subdomain. Clerk's webhooks have no Origin. */
function isCrossOrigin(request: Request, { host, env }: RequestContext): boolean {
  if (request.method !== "POST") return false;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return true;
  const origin = request.headers.get("origin");
  const own = host.kind === "tenant" ? tenantOrigin(host.slug, env.BASE_URL) : env.BASE_URL;
  return origin !== null && origin !== own;
}

function finish(response: Response, context: RequestContext): void {
  const { env, nonce, requestId, unsent } = context;
  setSecurityHeaders(response.headers, env, nonce, { framesHandshake: unsent !== undefined });
  response.headers.set("X-Request-Id", requestId);
  removeForgedCookies(response.headers, context);
  if (response.status === 503 && !response.headers.has("Retry-After"))
    response.headers.set("Retry-After", retryAfter);
}
