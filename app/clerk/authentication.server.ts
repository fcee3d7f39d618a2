import type { ClerkProvider, WithClerkState } from "@clerk/remix";
import { type getAuth, rootAuthLoader } from "@clerk/remix/ssr.server";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { ComponentProps } from "react";
import { tenantOrigin } from "#app/http/host.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { RecentMap } from "#db/directory/recent-map.ts";

export type RouteArgs = LoaderFunctionArgs | ActionFunctionArgs;

type Auth = Awaited<ReturnType<typeof getAuth>>;

/** What Clerk's SDK made of a request: who asks, and what clerk-js starts from in a page. */
export type Authentication = {
  auth: Auth;
  clerkState: NonNullable<ComponentProps<typeof ClerkProvider>["clerkState"]>;
  /** Cookies that Clerk wants set. */
  headers: Headers;
};

/**
 * Asks Clerk's SDK about a request, once, however many loaders ask here. An answer that somebody is signed in is kept
 * for the same question, until its token ends.
 * @throws the Response of Clerk's handshake when one is due.
 */
export function authenticate(args: RouteArgs): Promise<Authentication> {
  const known = asked.get(args.context);
  if (known) return known;
  const answer = answerFor(args);
  asked.set(args.context, answer);
  return answer;
}

/** The origin that the browser sees: of the apex, or of this tenant. */
export function ownOrigin({ env, host }: RequestContext): string {
  return host.kind === "tenant" ? tenantOrigin(host.slug, env.BASE_URL) : new URL(env.BASE_URL).origin;
}

const asked = new WeakMap<RequestContext, Promise<Authentication>>();

/** Of a process with these settings: another's keys and origins are another Clerk. */
const kept = new WeakMap<RequestContext["env"], RecentMap<Authentication>>();
export const mostKept = 2000;

async function answerFor(args: RouteArgs): Promise<Authentication> {
  const { env } = args.context;
  const answers = kept.get(env) ?? new RecentMap<Authentication>(mostKept);
  kept.set(env, answers);
  if (isHandshake(args.request)) return await askSdk(args);
  const question = questionOf(args);
  const known = answers.get(question);
  if (known && endOf(known) > Date.now()) return known;
  const answer = await askSdk(args);
  if (endOf(answer) > Date.now() && !answer.headers.has("set-cookie")) answers.set(question, answer);
  return answer;
}

/** Clerk leads back with something to be redeemed, which ends in cookies of its own. */
function isHandshake({ url, headers }: Request): boolean {
  return url.includes("__clerk") || (headers.get("cookie") ?? "").includes("__clerk_handshake");
}

/** When the token ends that the answer rests on, in milliseconds since 1970. Nobody signed in rests on none. */
function endOf({ auth }: Authentication): number {
  return auth.userId ? auth.sessionClaims.exp * 1000 : 0;
}

/** With method, referrer and handshake, what the SDK reads of a request: time aside, its answer hangs on nothing else. */
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
 * The whole of what the SDK decides by, as one hash: token and cookies, the origin that the token must be made for, how
 * and from where the page is asked for. A hash that nobody can meet by another question, for who asks is the answer.
 */
function questionOf({ request, context }: RouteArgs): string {
  const own = ownOrigin(context);
  const referrer = request.headers.get("referer") ?? own;
  const parts = [
    own,
    request.method,
    // Its path is not looked at, and one's own origin is as good as none.
    URL.canParse(referrer) ? new URL(referrer).origin : referrer,
    ...readBySdk.map((name) => request.headers.get(name)),
  ];
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(parts)).digest("base64");
}

async function askSdk(args: RouteArgs): Promise<Authentication> {
  const { env } = args.context;
  const at = (path: string) => new URL(path, env.BASE_URL).href;
  let auth: Auth | undefined;
  // The SDK's own type leaves out that it returns a Response here.
  const response = (await rootAuthLoader(
    args,
    ({ request }) => {
      auth = request.auth as Auth;
      return {};
    },
    {
      secretKey: env.CLERK_SECRET_KEY,
      // A token made for another origin, a neighbour's subdomain included, is refused.
      authorizedParties: [ownOrigin(args.context)],
      signInUrl: at("/sign-in"),
      signUpUrl: at("/sign-up"),
      signInFallbackRedirectUrl: at("/workspaces"),
      signUpFallbackRedirectUrl: at("/onboarding"),
    },
  )) as Response;
  if (!auth) throw new Error("Clerk's SDK did not say who is there.");
  const { clerkState } = (await response.json()) as WithClerkState & Pick<Authentication, "clerkState">;
  const headers = new Headers(response.headers);
  headers.delete("content-type");
  return { auth, clerkState, headers };
}
