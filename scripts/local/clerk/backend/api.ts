import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { applyFaults } from "#scripts/local/clerk/controls/backend-faults.ts";
import { ClerkError } from "#scripts/local/clerk/http/errors.ts";
import { errorReply, json, notImplemented, readBody } from "#scripts/local/clerk/http/http.ts";
import { backendRouter } from "./routes.ts";

/** Answers a request to the Backend API. Requires the secret key. */
export async function answerBackend(clerk: Clerk, request: Request, url: URL): Promise<Response> {
  try {
    await applyFaults(clerk.controls.settings.backend, url);
    requireSecretKey(clerk, request);
    const body = await readBody(request);
    const match = backendRouter.match(request.method, url.pathname);
    if (!match) throw notImplemented(clerk, "Backend API", request.method, url, body);
    const { handler, params } = match;
    return json(await handler({ clerk, params, query: url.searchParams, body }));
  } catch (error) {
    const { status, body, headers } = errorReply(clerk, error);
    return json(body, status, headers);
  }
}

function requireSecretKey({ settings }: Clerk, request: Request): void {
  const [scheme, key] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !key) {
    const message = "Invalid Authorization header format. Must be 'Bearer <YOUR_API_KEY>'.";
    throw new ClerkError(401, "authorization_header_format_invalid", message);
  }
  if (key === settings.secretKey) return;
  const message =
    "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.";
  throw new ClerkError(401, "clerk_key_invalid", message);
}
