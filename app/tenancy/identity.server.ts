import { redirect, redirectDocument } from "@remix-run/node";
import {
  type Authentication,
  authenticate,
  hasSessionCookie,
  ownOrigin,
  type RouteArgs,
} from "#app/clerk/authentication.server.ts";
import type { RequestContext } from "#app/http/request-context.ts";

export { ownOrigin, type RouteArgs };

type SignedIn = Extract<Authentication["auth"], { userId: string }>;

/** A signed-in person. Proves no membership. */
export type Identity = {
  userId: string;
  /** The session's active organization, from its token. It may be another one than the subdomain's. */
  organization: TokenOrganization | undefined;
};

export type TokenOrganization = {
  id: string;
  slug: string | undefined;
  /** Clerk's name: `org:admin`. */
  role: string;
  /** When the token was issued, in milliseconds since 1970. */
  issuedAt: number;
};

/** `stale`: there is a session, but its token has expired. Only a document GET can renew it. */
export type Session =
  | { state: "signed-in"; identity: Identity }
  | { state: "stale"; handshake: Response | undefined }
  | { state: "signed-out" };

export async function readSession(args: RouteArgs): Promise<Session> {
  try {
    const { auth } = await authenticate(args);
    if (auth.userId) {
      return { state: "signed-in", identity: { userId: auth.userId, organization: organizationIn(auth) } };
    }
    return hasSessionCookie(args.request)
      ? { state: "stale", handshake: undefined }
      : { state: "signed-out" };
  } catch (thrown) {
    if (thrown instanceof Response) return { state: "stale", handshake: thrown };
    throw thrown;
  }
}

/**
 * The signed-in person.
 * @throws the Response that signs them in: for a document Clerk's handshake, or a redirect to the apex sign-in that leads
 *   back; for a data request a reload of the document, because only documents can perform a handshake.
 */
export async function identify(args: RouteArgs): Promise<Identity> {
  const session = await readSession(args);
  if (session.state === "signed-in") return session.identity;
  const { request, context } = args;
  const address = publicAddress(request, context);
  if (!isDocument(request))
    throw redirectDocument(request.method === "GET" ? address : backTo(args, address));
  if (session.state === "stale" && session.handshake && request.method === "GET") throw session.handshake;
  const signIn = new URL("/sign-in", context.env.BASE_URL);
  signIn.searchParams.set("redirect_url", request.method === "GET" ? address : backTo(args, address));
  throw redirect(signIn.href);
}

/**
 * Where to go after a POST: the page that held the form, if it is of this origin. A form sent again by
 * app/http/unsent-form-page.ts comes from its own address, which may have no page.
 */
export function backTo({ request, context }: RouteArgs, fallback: string): string {
  const referer = request.headers.get("referer");
  if (!referer || !URL.canParse(referer)) return fallback;
  const { origin, pathname } = new URL(referer);
  const isOwnAddress = pathname === new URL(request.url).pathname;
  const hasPage = !isOwnAddress || new URL(fallback, origin).pathname === pathname;
  return origin === ownOrigin(context) && hasPage ? referer : fallback;
}

/** Whether the request is for a page, not for data by a script. Clients that send no Sec-Fetch-Dest get the page. */
export function isDocument(request: Request): boolean {
  const destination = request.headers.get("sec-fetch-dest");
  return destination === null || destination === "document" || destination === "iframe";
}

function organizationIn({ orgId, orgSlug, orgRole, sessionClaims }: SignedIn): TokenOrganization | undefined {
  if (!orgId) return undefined;
  return { id: orgId, slug: orgSlug, role: orgRole ?? "", issuedAt: sessionClaims.iat * 1000 };
}

function publicAddress(request: Request, context: RequestContext): string {
  const { pathname, search } = new URL(request.url);
  return new URL(pathname + search, ownOrigin(context)).href;
}
