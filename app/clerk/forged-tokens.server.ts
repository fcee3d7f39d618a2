import type { LoaderFunctionArgs } from "@remix-run/node";
import type { RequestContext } from "#app/http/request-context.ts";
import { clerkFor } from "./api.server.ts";
import { TokenKeys, type Verdict } from "./token-keys.server.ts";

/**
 * The request without tokens that Clerk did not sign: in session cookies, the Authorization header and handshakes. Any
 * neighbour's page can set a cookie for the whole site, beside or in front of the genuine one. Forged cookies are also
 * removed from the browser.
 */
export async function withoutForgedTokens({
  request,
  context,
}: Pick<LoaderFunctionArgs, "request" | "context">): Promise<Request> {
  const headers = new Headers(request.headers);
  const url = new URL(request.url);
  const keys = keysFor(context);
  const found = await Promise.all([
    filterCookies(headers, keys, context),
    filterAuthorization(headers, keys),
    filterHandshake(url, keys),
  ]);
  if (!found.includes(true)) return request;
  // Without the body, which the SDK does not read.
  return new Request(url, { method: request.method, headers, signal: request.signal });
}

/** Whether a session token of this request could not be judged, because Clerk did not tell its keys, and no other was. */
export function lacksKeys(context: RequestContext): boolean {
  return unjudged.has(context);
}

/** The key of the request's session tokens, in PEM: undefined if it is unknown, or if they have several. */
export function keyOf({ headers }: Request, context: RequestContext): string | undefined {
  const tokens = [...(headers.get("cookie") ?? "").matchAll(/(?:^|;\s*)__session(?:_[\w-]*)?=([^;]*)/g)];
  const bearer = /^Bearer (\S+)$/.exec(headers.get("authorization") ?? "");
  const pems = [...tokens, ...(bearer ? [bearer] : [])].map(([, token = ""]) =>
    keysFor(context).pemFor(token),
  );
  const [first, ...others] = new Set(pems);
  return others.length === 0 ? first : undefined;
}

const unjudged = new WeakSet<RequestContext>();
const knownKeys = new WeakMap<RequestContext["env"], TokenKeys>();

function keysFor(context: RequestContext): TokenKeys {
  const { env } = context;
  const keys =
    knownKeys.get(env) ??
    new TokenKeys({ pem: env.CLERK_JWT_KEY, listKeys: () => clerkFor(context).listTokenKeys() });
  knownKeys.set(env, keys);
  return keys;
}

const handshake = "__clerk_handshake";

/** Each returns whether it removed anything. */
async function filterCookies(headers: Headers, keys: TokenKeys, context: RequestContext): Promise<boolean> {
  const pairs = (headers.get("cookie") ?? "").split(/;\s*/);
  const judged = await Promise.all(
    pairs.map(async (pair) => {
      const [, name = "", value = ""] = /^([^=]*)=(.*)$/.exec(pair) ?? [];
      const holdsToken = /^__session(_|$)/.test(name) || name === handshake;
      const verdict: Verdict = holdsToken ? await keys.judge(value) : "authentic";
      return { pair, name, verdict };
    }),
  );
  const kept = judged.filter(({ verdict }) => verdict === "authentic");
  if (kept.length === pairs.length) return false;
  const isUnknown = judged.some(({ verdict }) => verdict === "unknown");
  if (isUnknown && keys.isBlind && !kept.some(({ name }) => name.startsWith("__session")))
    unjudged.add(context);
  headers.set("cookie", kept.map(({ pair }) => pair).join("; "));
  for (const { name, verdict } of judged) {
    if (verdict !== "forged") continue;
    context.forgedCookies ??= new Map();
    context.forgedCookies.set(name, { hasGenuine: kept.some((each) => each.name === name) });
  }
  return true;
}

async function filterAuthorization(headers: Headers, keys: TokenKeys): Promise<boolean> {
  const value = headers.get("authorization");
  if (value === null) return false;
  const [, token] = /^Bearer (\S+)$/.exec(value) ?? [];
  if (token && (await keys.judge(token)) === "authentic") return false;
  headers.delete("authorization");
  return true;
}

async function filterHandshake(url: URL, keys: TokenKeys): Promise<boolean> {
  const tokens = url.searchParams.getAll(handshake);
  const verdicts = await Promise.all(tokens.map((token) => keys.judge(token)));
  if (verdicts.every((verdict) => verdict === "authentic")) return false;
  url.searchParams.delete(handshake);
  return true;
}
