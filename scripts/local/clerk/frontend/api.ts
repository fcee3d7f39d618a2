import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { findClient } from "#scripts/local/clerk/directory/sessions.ts";
import { clientCookie, uatCookies } from "#scripts/local/clerk/http/cookies.ts";
import { ClerkError } from "#scripts/local/clerk/http/errors.ts";
import { errorReply, json, notImplemented, readBody } from "#scripts/local/clerk/http/http.ts";
import { isOwnUrl } from "#scripts/local/clerk/http/origin.ts";
import { Params } from "#scripts/local/clerk/http/router.ts";
import { clientJson } from "#scripts/local/clerk/json/client.ts";
import type { FrontendCall } from "./call.ts";
import { frontendRouter } from "./routes.ts";

/** Answers a request to the Frontend API: resource and client in one envelope, cookies, CORS. */
export async function answerFrontend(clerk: Clerk, request: Request, url: URL): Promise<Response> {
  const origin = request.headers.get("origin");
  if (request.method === "OPTIONS") return withCors(clerk, origin, new Response(null, { status: 204 }));
  const call = newCall(clerk, request, url, origin);
  const response = await handle(call).catch((error: unknown) => failed(call, error));
  for (const line of call.cookies) response.headers.append("set-cookie", line);
  return withCors(clerk, origin, response);
}

function newCall(clerk: Clerk, request: Request, url: URL, origin: string | null): FrontendCall {
  const token = readCookie(request, "__client");
  const client = findClient(clerk, token) ?? null;
  const call: FrontendCall = {
    clerk,
    request,
    url,
    query: url.searchParams,
    params: new Params({}),
    body: {},
    origin,
    userAgent: request.headers.get("user-agent") ?? "",
    client,
    cookies: [],
  };
  // Unknown client: the state was deleted. Without reset cookies the application would redirect to the handshake forever.
  if (token && !client) call.cookies.push(clientCookie(null), ...uatCookies(clerk, null));
  return call;
}

async function handle(call: FrontendCall): Promise<Response> {
  const { clerk, request, url } = call;
  requireOwnOrigin(call);
  const method = methodOf(request, url);
  call.body = await readBody(request);
  const match = frontendRouter.match(method, url.pathname);
  if (!match) throw notImplemented(clerk, "Frontend API", method, url, call.body);
  call.params = match.params;
  const response = await match.handler(call);
  if (response instanceof Response) return response;
  if (call.client) call.cookies.push(...uatCookies(clerk, call.client));
  return json({ response, client: shownClient(call) });
}

/** clerk-js sends PATCH, PUT and DELETE as POST to avoid preflight requests. */
export function methodOf(request: Request, url: URL): string {
  return (request.method === "POST" && url.searchParams.get("_method")) || request.method;
}

function failed(call: FrontendCall, error: unknown): Response {
  const { status, body } = errorReply(call.clerk, error);
  if (call.client) call.cookies.push(...uatCookies(call.clerk, call.client));
  return json({ ...body, meta: { client: shownClient(call) } }, status);
}

function shownClient({ clerk, client, origin }: FrontendCall) {
  return client ? clientJson(clerk, client, origin) : null;
}

function requireOwnOrigin({ clerk, origin }: FrontendCall): void {
  if (!origin || isOwnUrl(clerk, origin)) return;
  const message = "The Request HTTP Origin header must be equal to or a subdomain of the requesting URL.";
  throw new ClerkError(400, "origin_invalid", message);
}

function withCors(clerk: Clerk, origin: string | null, response: Response): Response {
  response.headers.set("vary", "Origin");
  if (!origin || !isOwnUrl(clerk, origin)) return response;
  response.headers.set("access-control-allow-origin", origin);
  response.headers.set("access-control-allow-credentials", "true");
  response.headers.set("access-control-allow-headers", "authorization, content-type");
  response.headers.set("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE");
  return response;
}

function readCookie(request: Request, name: string): string | undefined {
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
  return cookies.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
}
