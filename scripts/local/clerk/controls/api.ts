import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { ClerkError } from "#scripts/local/clerk/http/errors.ts";
import { json, readBody } from "#scripts/local/clerk/http/http.ts";
import { isOwnPage } from "#scripts/local/clerk/http/origin.ts";
import { type Params, Router } from "#scripts/local/clerk/http/router.ts";
import type { Session } from "#scripts/local/clerk/model.ts";
import { ControlError, parseChanges } from "./settings.ts";

type Handler = (clerk: Clerk, params: Params, body: unknown) => unknown;

const router = new Router<Handler>({
  "GET /controls": ({ controls }) => controls.settings,
  "PATCH /controls": ({ controls }, _, body) => controls.set(parseChanges(body)),
  "DELETE /controls": ({ controls }) => controls.reset(),
  "POST /controls/deliveries/:id/attempts": ({ controls }, params) => {
    controls.replay(params.get("id"));
    return { id: params.get("id") };
  },
  "POST /controls/users/:id/sessions/expiry": ({ controls }, params) =>
    controls.expireSessions(params.get("id")).map(shown),
  "POST /controls/sessions/:id/expiry": ({ controls }, params) =>
    shown(controls.expireSession(params.get("id"))),
  "POST /controls/sessions/:id/revocation": ({ controls }, params) =>
    shown(controls.revokeSession(params.get("id"))),
});

/** The controls over HTTP, for tests in other processes and the outbox; undefined for every other path. */
export async function answerControls(
  clerk: Clerk,
  request: Request,
  url: URL,
): Promise<Response | undefined> {
  if (!/^\/controls(\/|$)/.test(url.pathname)) return undefined;
  if (!isOwnPage(request, url)) return json({ error: "A page of another site may not do this." }, 403);
  const match = router.match(request.method, url.pathname);
  if (!match) return json({ error: `There is no ${request.method} ${url.pathname}.` }, 404);
  try {
    return json(await match.handler(clerk, match.params, await readBody(request)));
  } catch (error) {
    if (!(error instanceof ControlError || error instanceof ClerkError)) throw error;
    return json({ error: error.message }, error.status);
  }
}

function shown({ id, userId, status }: Session) {
  return { id, userId, status };
}
