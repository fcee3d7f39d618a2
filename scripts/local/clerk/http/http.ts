import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { ClerkError } from "./errors.ts";

export type Page = { limit: number; offset: number };

export type Body = Record<string, unknown>;

/** `@clerk/backend` parses JSON only with exactly this content type, without a charset. */
export function json(value: unknown, status = 200, headers = new Headers()): Response {
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(value), { status, headers });
}

export function page(query: URLSearchParams, size = 10): Page {
  const limit = number(query.get("limit"), size);
  const offset = number(query.get("offset"), 0);
  if (limit < 1 || limit > 500 || offset < 0) {
    throw new ClerkError(422, "form_param_value_invalid", "limit must be 1 to 500, offset 0 or more.");
  }
  return { limit, offset };
}

export function paginated<T>(items: T[], { limit, offset }: Page, show: (item: T) => unknown) {
  return { data: items.slice(offset, offset + limit).map(show), total_count: items.length };
}

/** All values of a parameter, written as `role=a&role=b`, `role[]=a` or `role=a,b`. */
export function listParam(query: URLSearchParams, name: string): string[] {
  const values = [...query.getAll(name), ...query.getAll(`${name}[]`)];
  return values.flatMap((value) => value.split(",")).filter(Boolean);
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

function number(value: string | null, fallback: number): number {
  return value === null || !/^-?\d+$/.test(value) ? fallback : Number(value);
}
