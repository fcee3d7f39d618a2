import type { Clerk } from "../clerk.ts";
import { json } from "../http.ts";
import { isOwnPage } from "../origin.ts";
import { outboxPage } from "./page.ts";

const AGAIN = /^\/outbox\/deliveries\/(\w+)\/attempts$/;

/** The outbox, for people and as JSON for tests; undefined for every other path. */
export function answerOutbox(clerk: Clerk, request: Request, url: URL): Response | undefined {
  if (!/^\/outbox(\/|$)/.test(url.pathname)) return undefined;
  const { mails, deliveries } = clerk.state;
  const again = AGAIN.exec(url.pathname)?.[1];
  if (again && request.method === "POST") return deliverAgain(clerk, request, again);
  if (request.method !== "GET") return new Response("Method not allowed", { status: 405 });
  if (url.pathname === "/outbox/mails.json") return json(mailsTo(clerk, url.searchParams.get("to")));
  if (url.pathname === "/outbox/deliveries.json") return json(deliveries.toReversed());
  if (url.pathname !== "/outbox") return new Response("Not found", { status: 404 });
  const page = outboxPage({ mails, deliveries, endpoint: clerk.webhooks.url });
  return new Response(page, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}

/** Newest first. */
function mailsTo({ state }: Clerk, to: string | null) {
  return state.mails.filter((mail) => !to || mail.to === to.toLowerCase()).reverse();
}

function deliverAgain(clerk: Clerk, request: Request, id: string): Response {
  if (!isOwnPage(request, new URL(request.url))) return new Response("Forbidden", { status: 403 });
  if (!clerk.webhooks.deliverAgain(id)) return new Response("Not found", { status: 404 });
  return new Response(null, { status: 303, headers: { location: "/outbox" } });
}
