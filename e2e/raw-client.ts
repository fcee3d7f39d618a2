import { expect } from "@playwright/test";
import { clerkApi, type Person } from "./people.ts";
import { stack } from "./stack.ts";

// HTTP requests written by hand, with any header, cookie or token. Every answer is checked for details of our internals.

export type Answer = { status: number; headers: Headers; body: string };

export type Call = {
  method?: "GET" | "HEAD" | "POST";
  /** A form's fields. Makes the request a POST. */
  form?: Record<string, string>;
  /** The same in its encoded form. */
  body?: string | FormData;
  headers?: Record<string, string>;
  /** Text that was sent and may come back: does not count as internal. */
  typed?: string[];
};

/** Schema names, SQL (`<select` is an element), stack traces, names of our source files. */
const internals =
  /tenant_[a-z]|(?<!<)\bselect\s[^<>]{1,300}\sfrom\s|\binsert into|\bat (\/|file:|async )|\.server\.|node_modules|PostgresError/i;

/** Follows no redirect. Fails if the answer shows internals. */
export async function call(
  url: string,
  { method, form, body, headers = {}, typed = [] }: Call = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: method ?? (form || body !== undefined ? "POST" : "GET"),
    headers: { accept: "text/html", ...headers },
    body: body ?? (form && new URLSearchParams(form)),
    redirect: "manual",
  });
  const answer = { status: response.status, headers: response.headers, body: await response.text() };
  expectNoInternals(answer, typed);
  return answer;
}

/** A signed-in person who can get session tokens for any page, as clerk-js does. */
export class Caller {
  private constructor(
    private readonly client: string,
    private readonly sessionId: string,
    private readonly suffix: string,
    private readonly signedInSince: string,
  ) {}

  static async signIn(person: Person): Promise<Caller> {
    const { token } = await clerkApi().signInTokens.createSignInToken({
      userId: person.id,
      expiresInSeconds: 60,
    });
    const response = await fetch(`${stack().clerk.frontendUrl}/v1/client/sign_ins`, {
      method: "POST",
      body: new URLSearchParams({ strategy: "ticket", ticket: token }),
      headers: { origin: stack().baseUrl },
    });
    const cookies = response.headers.getSetCookie().join("\n");
    const { client } = await response.json();
    const [, uatSuffix = "", since = ""] = /^__client_uat_([^=]+)=(\d+)/m.exec(cookies) ?? [];
    const [, clientToken = ""] = /^__client=([^;]+)/m.exec(cookies) ?? [];
    return new Caller(clientToken, client.last_active_session_id, uatSuffix, since);
  }

  /** A session token for a page of `origin`; without one the token names no page. */
  async token(origin?: string, organizationId = ""): Promise<string> {
    const url = `${stack().clerk.frontendUrl}/v1/client/sessions/${this.sessionId}/tokens`;
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams({ organization_id: organizationId }),
      headers: { cookie: `__client=${this.client}`, ...(origin && { origin }) },
    });
    const { jwt } = await response.json();
    if (!jwt) throw new Error(`Clerk returned no token: ${response.status}`);
    return jwt;
  }

  /** The cookies that a browser sends to a page of `origin`. */
  async cookies(origin: string, organizationId?: string): Promise<Record<string, string>> {
    return this.cookiesWith(await this.token(origin, organizationId));
  }

  cookiesWith(token: string): Record<string, string> {
    const pairs = [`__session=${token}`, `__client_uat=${this.signedInSince}`];
    const suffixed = pairs.map((pair) => pair.replace("=", `_${this.suffix}=`));
    return { cookie: [...pairs, ...suffixed].join("; ") };
  }
}

/** Headers of a data request by a script. */
export const asData = { "sec-fetch-dest": "empty", accept: "*/*" };

/** The address at which Remix's single fetch asks for a path's data. */
export function dataPath(path: string): string {
  const [pathname, query] = path.split("?");
  return `${pathname}.data${query ? `?${query}` : ""}`;
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** Everything an answer shows, without the slug, ids and times, which differ between any two answers. */
export function faceOf({ status, headers, body }: Answer, slug: string): unknown {
  const requestId = headers.get("x-request-id") ?? "";
  const nonce = /'nonce-([^']+)'/.exec(headers.get("content-security-policy") ?? "")?.[1] ?? "";
  const plain = (text: string) =>
    text
      .replaceAll(requestId, "ID")
      .replaceAll(nonce, "NONCE")
      .replaceAll(slug, "SLUG")
      .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "TOKEN")
      .replace(/\bwritten=[\w-]+/, "written=TIME")
      // Minutes since the sign-in.
      .replace(/(\bfva\W+\d+,\d+\],)\d+/g, "$1AGE")
      .replace(/\b1[789]\d{8}\b/g, "TIME");
  const shown = [...headers].filter(([name]) => !["x-request-id", "date"].includes(name));
  return { status, headers: shown.map(([name, value]) => `${name}: ${plain(value)}`), body: plain(body) };
}

function expectNoInternals({ headers, body }: Answer, typed: string[]): void {
  const headerText = [...headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  let text = `${headerText}\n${body}`;
  for (const own of typed) text = text.replaceAll(own, "");
  const found = internals.exec(text);
  const place = found ? text.slice(Math.max(0, found.index - 120), found.index + 120) : "";
  expect(place, "an answer shows internals").toBe("");
}
