import type { ClerkProvider } from "@clerk/remix";
import { createClerkClient } from "@clerk/remix/api.server";
import type { getAuth } from "@clerk/remix/ssr.server";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { ComponentProps } from "react";
import { tenantOrigin } from "#app/http/host.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { RecentMap } from "#db/directory/recent-map.ts";
import { isDomainError } from "#db/errors.ts";
import { webPause } from "./api.server.ts";
import { keyOf, lacksKeys, withoutForgedTokens } from "./forged-tokens.server.ts";
import { asking } from "./outgoing.ts";
import { lookAtClerk } from "./sight.server.ts";

export type RouteArgs = LoaderFunctionArgs | ActionFunctionArgs;

type Auth = Awaited<ReturnType<typeof getAuth>>;

/** What Clerk's SDK found in a request: the session, and the initial state of clerk-js for the page. */
export type Authentication = {
  auth: Auth;
  clerkState: NonNullable<ComponentProps<typeof ClerkProvider>["clerkState"]>;
  /** Cookies to set for Clerk. */
  headers: Headers;
};

/**
 * Authenticates a request with Clerk's SDK, once for all its loaders. The result for a signed-in person is cached for
 * equal requests until the token expires.
 * @throws the Response of Clerk's handshake, if one is needed; one with the status 503, and `context.outage`, if Clerk is
 *   away or our clock is wrong.
 */
export function authenticate(args: RouteArgs): Promise<Authentication> {
  const known = asked.get(args.context);
  if (known) return known;
  const answer = answerFor(args);
  asked.set(args.context, answer);
  return answer;
}

/** The public origin of the apex or of this tenant. */
export function ownOrigin({ env, host }: RequestContext): string {
  return host.kind === "tenant" ? tenantOrigin(host.slug, env.BASE_URL) : new URL(env.BASE_URL).origin;
}

const asked = new WeakMap<RequestContext, Promise<Authentication>>();

/** By settings: other keys and origins mean another Clerk instance. */
const caches = new WeakMap<RequestContext["env"], RecentMap<Authentication>>();
export const maxCached = 2000;

async function answerFor(args: RouteArgs): Promise<Authentication> {
  const { env } = args.context;
  const answers = caches.get(env) ?? new RecentMap<Authentication>(maxCached);
  caches.set(env, answers);
  if (isHandshake(args.request)) return await askSdk(args);
  const question = questionOf(args);
  const known = answers.get(question);
  if (known && endOf(known) > Date.now()) return known;
  const answer = await askSdk(args);
  if (endOf(answer) > Date.now() && !answer.headers.has("set-cookie")) answers.set(question, answer);
  return answer;
}

/** A handshake returns: the SDK exchanges it for cookies, so it is never cached. */
function isHandshake({ url, headers }: Request): boolean {
  return url.includes("__clerk") || (headers.get("cookie") ?? "").includes("__clerk_handshake");
}

/** When the token expires, in milliseconds since 1970; 0 if no one is signed in. */
function endOf({ auth }: Authentication): number {
  return auth.userId ? auth.sessionClaims.exp * 1000 : 0;
}

/** The headers that the SDK reads, apart from the referrer. */
const readBySdk = [
  "authorization",
  "cookie",
  "origin",
  "host",
  "x-forwarded-host",
  "x-forwarded-proto",
  "cloudfront-forwarded-proto",
  "sec-fetch-dest",
  "accept",
  "user-agent",
];

/**
 * A hash of everything the SDK's decision depends on, apart from the time: token and cookies, the origin the token must be
 * issued for, method and referrer. It must be collision-resistant, because the cached result says who the user is.
 */
function questionOf({ request, context }: RouteArgs): string {
  const own = ownOrigin(context);
  const referrer = request.headers.get("referer") ?? own;
  const parts = [
    own,
    request.method,
    // The SDK ignores the path, and treats the own origin like no referrer.
    URL.canParse(referrer) ? new URL(referrer).origin : referrer,
    ...readBySdk.map((name) => request.headers.get(name)),
  ];
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(parts)).digest("base64");
}

/** What the client library tolerates, in milliseconds: so much longer a token counts. */
const usualSkew = 5000;

/** Clerk's clock is known this exactly, in milliseconds. */
const doubt = 1000;

/**
 * Asks the SDK. Before a browser is sent to Clerk it is made sure that Clerk is there and that what it brings back will count
 * here: otherwise the browser would be lost, or go round in circles.
 */
async function askSdk(args: RouteArgs): Promise<Authentication> {
  const { context } = args;
  const request = await withoutForgedTokens(args);
  const first = await attempt(args, request, usualSkew);
  const isAway = first.isAway || lacksKeys(context);
  const { authentication } = first;
  const isLost = isAway && !authentication?.auth.userId && hasSessionCookie(args.request);
  if (authentication && !isLost) return authentication;
  const { isUp, aheadMs, isClockOff } = await lookAtClerk(context.env);
  if (isAway || !isUp) throw endAt(context, "away", { isUp });
  if (isClockOff) throw endAt(context, "clock", { aheadMs });
  if (Math.abs(aheadMs) > doubt) {
    const second = await attempt(args, request, usualSkew + Math.abs(aheadMs));
    if (second.authentication) return second.authentication;
  }
  throw first.handshake ?? endAt(context, "away", { isUp });
}

/** `__client_uat` is 0 when signed out, else the time of the last sign-in; it may carry the key's suffix. */
export function hasSessionCookie({ headers }: Request): boolean {
  return /(?:^|;\s*)__client_uat(?:_[\w-]+)?=[1-9]/.test(headers.get("cookie") ?? "");
}

/** The server answers a document with a page about it. */
function endAt(
  context: RequestContext,
  outage: NonNullable<RequestContext["outage"]>,
  seen: object,
): Response {
  context.outage = outage;
  const problem = {
    away: "Clerk does not answer: sessions cannot be renewed",
    clock: "this process's clock differs from Clerk's: sessions cannot be renewed",
  };
  context.log.error(seen, problem[outage]);
  return Response.json({ code: "unavailable", requestId: context.requestId }, { status: 503 });
}

/** One of `authentication` and `handshake`; neither if Clerk did not answer in time. */
type Attempt = { isAway: boolean; authentication?: Authentication; handshake?: Response };

async function attempt({ context }: RouteArgs, request: Request, clockSkewInMs: number): Promise<Attempt> {
  const { env } = context;
  const at = (path: string) => new URL(path, env.BASE_URL).href;
  const urls = { signInUrl: at("/sign-in"), signUpUrl: at("/sign-up") };
  // Without the body, which the SDK does not read.
  const { url, method, headers, signal } = request;
  const asked = await asking(webPause(context), () =>
    sdkFor(env).authenticateRequest(new Request(url, { method, headers, signal }), {
      ...urls,
      clockSkewInMs,
      // The SDK would ask Clerk for it every five minutes.
      jwtKey: env.CLERK_JWT_KEY ?? (isHandshake(request) ? undefined : keyOf(request, context)),
      // Refuses tokens issued for other origins, including other tenants' subdomains.
      authorizedParties: [ownOrigin(context)],
    }),
  ).catch((error: unknown) => {
    if (!isDomainError(error)) throw error;
  });
  if (!asked) return { isAway: true };
  const { answer: state } = asked;
  const { isAway } = asked.state;
  if (state.headers.has("location")) {
    return { isAway, handshake: new Response(null, { status: 307, headers: state.headers }) };
  }
  const auth = state.toAuth() as Auth;
  const clerkState = toClerkState(env, auth, {
    ...{ __signInUrl: urls.signInUrl, __signUpUrl: urls.signUpUrl },
    __signInFallbackRedirectUrl: at("/workspaces"),
    __signUpFallbackRedirectUrl: at("/onboarding"),
  });
  return { isAway, authentication: { auth, clerkState, headers: state.headers } };
}

function sdkFor(env: RequestContext["env"]): Sdk {
  const known = sdks.get(env);
  if (known) return known;
  const sdk = createClerkClient({
    ...{ secretKey: env.CLERK_SECRET_KEY, publishableKey: env.CLERK_PUBLISHABLE_KEY },
    ...{ apiUrl: env.CLERK_API_URL, proxyUrl: env.CLERK_PROXY_URL },
  });
  sdks.set(env, sdk);
  return sdk;
}

type Sdk = ReturnType<typeof createClerkClient>;
const sdks = new WeakMap<RequestContext["env"], Sdk>();

/** What the SDK's own loader makes for clerk-js in the page; a test compares. That loader takes no tolerance for clocks. */
function toClerkState(env: RequestContext["env"], auth: Auth, urls: object): Authentication["clerkState"] {
  const __internal_clerk_state = {
    __clerk_ssr_state: auth,
    __publishableKey: env.CLERK_PUBLISHABLE_KEY,
    __proxyUrl: env.CLERK_PROXY_URL,
    __clerkJSUrl: env.CLERK_JS,
    __telemetryDisabled: /^(1|true)$/.test(env.CLERK_TELEMETRY_DISABLED ?? ""),
    ...urls,
  };
  // The page gets data; `auth` also has functions.
  return JSON.parse(JSON.stringify({ __internal_clerk_state }));
}
