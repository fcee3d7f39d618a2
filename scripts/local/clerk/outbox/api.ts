import { file } from "bun";
import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { htmlResponse } from "#scripts/local/clerk/http/html.ts";
import { json } from "#scripts/local/clerk/http/http.ts";
import { outboxPage } from "./page.ts";

const ASSETS: Record<string, string> = {
  "outbox.css": `${import.meta.dir}/outbox.css`,
  "outbox.js": `${import.meta.dir}/outbox.js`,
  "pico.css": Bun.resolveSync("@picocss/pico/css/pico.min.css", import.meta.dir),
  "idiomorph.js": Bun.resolveSync("idiomorph/dist/idiomorph.esm.js", import.meta.dir),
};

/** The outbox, for people and as JSON for tests; undefined for every other path. */
export function answerOutbox(clerk: Clerk, request: Request, url: URL): Response | undefined {
  if (!/^\/outbox(\/|$)/.test(url.pathname)) return undefined;
  if (request.method !== "GET") return new Response("Method not allowed", { status: 405 });
  if (url.pathname === "/outbox") return unlessCached(request, htmlResponse(outboxPage(clerk)));
  if (url.pathname === "/outbox/mails.json") return json(mailsTo(clerk, url.searchParams.get("to")));
  if (url.pathname === "/outbox/deliveries.json") return json(clerk.controls.deliveries());
  const asset = ASSETS[url.pathname.slice("/outbox/".length)];
  if (!asset) return new Response("Not found", { status: 404 });
  return new Response(file(asset), { headers: { "cache-control": "no-cache" } });
}

/** Newest first. */
function mailsTo({ state }: Clerk, to: string | null) {
  return state.mails.filter((mail) => !to || mail.to === to.toLowerCase()).reverse();
}

/** The page polls every second, and most of the time nothing has changed. */
function unlessCached(request: Request, response: Response): Response {
  const etag = response.headers.get("etag");
  if (!etag || request.headers.get("if-none-match") !== etag) return response;
  return new Response(null, { status: 304, headers: { etag } });
}
