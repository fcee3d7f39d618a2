import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { ClerkError } from "./errors.ts";

export type Body = Record<string, unknown>;

/** `@clerk/backend` parses JSON only with exactly this content type, without a charset. */
export function json(value: unknown, status = 200, headers = new Headers()): Response {
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(value), { status, headers });
}

/** The body as an object, from JSON or a form. A repeated field becomes an array. */
export async function readBody(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (type.includes("application/json")) return parseJson(await request.text());
  if (!type.includes("form")) return {};
  const body: Body = {};
  const form = await request.formData().catch(() => {
    throw new ClerkError(400, "request_body_invalid", "The request body is not a valid form.");
  });
  for (const [key, value] of form) {
    const name = key.replace(/\[\]$/, "");
    const earlier = body[name];
    body[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return body;
}

/** For a missing route: logged, because a caller needs it. */
export function notImplemented(
  clerk: Clerk,
  api: string,
  method: string,
  url: URL,
  body: unknown,
): ClerkError {
  const keys = body && typeof body === "object" ? Object.keys(body).join(", ") : "";
  clerk.log(
    `NOT IMPLEMENTED: ${method} ${url.pathname} of the ${api} (body: ${keys || "none"}). Answered 501.`,
  );
  const message = `The local Clerk does not implement ${method} ${url.pathname} of the ${api}.`;
  return new ClerkError(501, "not_implemented_in_local_clerk", message);
}

/** Turns an error into Clerk's error body. */
export function errorReply(clerk: Clerk, error: unknown): { status: number; body: Body; headers: Headers } {
  const known = error instanceof ClerkError;
  if (!known) clerk.log(`ERROR: ${error instanceof Error ? error.stack : String(error)}`);
  const { status, errors } = known
    ? error
    : new ClerkError(500, "internal_clerk_error", "The local Clerk failed; see its log.");
  const headers = new Headers();
  if (known && error.retryAfterSeconds) headers.set("retry-after", String(error.retryAfterSeconds));
  return { status, body: { errors, clerk_trace_id: crypto.randomUUID().replaceAll("-", "") }, headers };
}

function parseJson(text: string): unknown {
  if (!text) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ClerkError(400, "request_body_invalid", "The request body is not valid JSON.");
  }
}
