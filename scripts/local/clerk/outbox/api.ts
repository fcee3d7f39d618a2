import { file } from "bun";
import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { htmlResponse } from "#scripts/local/clerk/http/html.ts";
import { json } from "#scripts/local/clerk/http/http.ts";
import { outboxPage } from "./page.ts";

const TYPES: Record<string, string> = {
  "outbox.css": "text/css",
  "cards.css": "text/css",
  "outbox.js": "text/javascript",
};

/** The outbox, for people and as JSON for tests; undefined for every other path. */
export function answerOutbox(clerk: Clerk, request: Request, url: URL): Response | undefined {
  if (!/^\/outbox(\/|$)/.test(url.pathname)) return undefined;
  if (request.method !== "GET") return new Response("Method not allowed", { status: 405 });
  if (url.pathname === "/outbox") return unlessKnown(request, htmlResponse(outboxPage(clerk)));
  if (url.pathname === "/outbox/mails.json") return json(mailsTo(clerk, url.searchParams.get("to")));
  if (url.pathname === "/outbox/deliveries.json") return json(clerk.controls.deliveries());
  return asset(url.pathname.slice("/outbox/".length)) ?? new Response("Not found", { status: 404 });
}

/** Newest first. */
function mailsTo({ state }: Clerk, to: string | null) {
  return state.mails.filter((mail) => !to || mail.to === to.toLowerCase()).reverse();
}

/** The page asks every second; most of the time nothing has changed. */
function unlessKnown(request: Request, response: Response): Response {
  const etag = response.headers.get("etag");
  if (!etag || request.headers.get("if-none-match") !== etag) return response;
  return new Response(null, { status: 304, headers: { etag } });
}

function asset(name: string): Response | undefined {
  const type = TYPES[name];
  if (!type) return undefined;
  const headers = { "content-type": `${type}; charset=utf-8`, "cache-control": "no-cache" };
  return new Response(file(`${import.meta.dir}/${name}`), { headers });
}
