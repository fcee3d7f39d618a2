import type { Clerk } from "../clerk.ts";
import { json } from "../http.ts";

export function answerOutbox(clerk: Clerk, request: Request, url: URL): Response | undefined {
  if (url.pathname === "/outbox/mails.json") return json(clerk.state.mails);
  return undefined;
}
