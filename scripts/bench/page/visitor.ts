import type { Fetch } from "#app/http/server.ts";
import { sessionToken } from "#app/testing/clerk-tokens.ts";

const origin = "http://acme.app.localhost:3000";
/** In milliseconds. A token lives for a minute. */
const tokenLife = 20_000;

export type Visit = { status: number; html: string; firstByteMs: number };

/**
 * A signed-in owner of acme, who asks for the dashboard as a browser does, and reads it to the end.
 * @param isNew comes with another browser each time, so that nothing is known of them.
 */
export function createVisitor(userId: string, { isNew = false } = {}): (fetch: Fetch) => Promise<Visit> {
  let visits = 0;
  let token = "";
  let madeAt = Number.NEGATIVE_INFINITY;
  const freshToken = () => {
    if (performance.now() - madeAt > tokenLife) {
      token = tokenOf(userId);
      madeAt = performance.now();
    }
    return token;
  };
  return async (fetch) => {
    const headers = headersOf(freshToken(), isNew ? ++visits : 0);
    const asked = performance.now();
    const response = await fetch(new Request(`${origin}/dashboard`, { headers }), { address: "127.0.0.1" });
    return { status: response.status, ...(await readBody(response, asked)) };
  };
}

/** What lets the visitor in, for a minute. */
export const tokenOf = (userId: string) => sessionToken({ userId, origin, organizationId: "org_acme" });

export function headersOf(token: string, browser = 0) {
  return {
    host: new URL(origin).host,
    accept: "text/html",
    cookie: `__session=${token}; __client_uat=1700000000`,
    "sec-fetch-dest": "document",
    "user-agent": `Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.${browser}`,
  };
}

export async function readBody(response: Response, asked: number): Promise<Omit<Visit, "status">> {
  const reader = response.body?.getReader();
  const first = await reader?.read();
  const firstByteMs = performance.now() - asked;
  const decoder = new TextDecoder();
  let html = "";
  for (let part = first; part?.value; part = await reader?.read()) {
    html += decoder.decode(part.value, { stream: true });
  }
  return { firstByteMs, html };
}
