import type { ClerkProvider, WithClerkState } from "@clerk/remix";
import { type getAuth, rootAuthLoader } from "@clerk/remix/ssr.server";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { ComponentProps } from "react";
import { tenantOrigin } from "#app/http/host.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { RecentMap } from "#db/directory/recent-map.ts";
import { withoutForgedTokens } from "./forged-tokens.server.ts";

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
 * @throws the Response of Clerk's handshake, if one is needed.
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

async function askSdk(args: RouteArgs): Promise<Authentication> {
  const { env } = args.context;
  const at = (path: string) => new URL(path, env.BASE_URL).href;
  let auth: Auth | undefined;
  // The SDK's type does not say that it returns a Response here.
  const response = (await rootAuthLoader(
    { ...args, request: await withoutForgedTokens(args) },
    ({ request }) => {
      auth = request.auth as Auth;
      return {};
    },
    {
      secretKey: env.CLERK_SECRET_KEY,
      // Refuses tokens issued for other origins, including other tenants' subdomains.
      authorizedParties: [ownOrigin(args.context)],
      signInUrl: at("/sign-in"),
      signUpUrl: at("/sign-up"),
      signInFallbackRedirectUrl: at("/workspaces"),
      signUpFallbackRedirectUrl: at("/onboarding"),
    },
  )) as Response;
  if (!auth) throw new Error("Clerk's SDK did not authenticate the request.");
  const { clerkState } = (await response.json()) as WithClerkState & Pick<Authentication, "clerkState">;
  const headers = new Headers(response.headers);
  headers.delete("content-type");
  return { auth, clerkState, headers };
}
