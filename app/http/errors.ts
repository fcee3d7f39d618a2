import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { type ErrorCode, isDatabaseAway, isDomainError, isTimeout } from "#db/errors.ts";

/** What an error page or an API client gets: the code, which the page turns into a message. Never a schema name, SQL or a stack. */
export type ErrorBody = { code: ErrorCode; requestId: string; mayRestore?: true };

/** The server adds Retry-After to every 503. */
const statuses: Partial<Record<ErrorCode, number>> = {
  "not-found": 404,
  "malformed-form": 400,
  stale: 409,
  "unknown-assignee": 409,
  forbidden: 403,
  "tenant-suspended": 423,
  "tenant-deleting": 423,
  "tenant-changed": 503,
  "tenant-behind": 503,
  // Our query was not bounded, and repeating it gives the same.
  "result-too-large": 500,
  overloaded: 503,
  "outcome-unknown": 503,
  unavailable: 503,
};

/** Maps an expected error to the response that a loader throws, so that Remix renders its error page. Other errors pass unchanged. */
export function toHttpError(error: unknown, requestId: string): unknown {
  const code = isDomainError(error) ? error.code : codeOfDatabase(error);
  const status = code && statuses[code];
  if (!status) return error;
  const mayRestore = isDomainError(error) && "mayRestore" in error && error.mayRestore === true;
  const body: ErrorBody = { code, requestId, ...(mayRestore && { mayRestore }) };
  return data(body, { status });
}

/** What `toHttpError` made, as a response without a page; undefined for any other error. */
export function toErrorResponse(error: unknown): Response | undefined {
  const { type, data: body, init } = error as Partial<ReturnType<typeof data>>;
  return type === "DataWithResponseInit" ? Response.json(body, init ?? undefined) : undefined;
}

/**
 * Runs the body of a loader or an action. Expected errors are logged and thrown as responses. Every door uses it, and so
 * does a route without a door that reads something.
 */
export async function answeringErrors<T>(
  { context, request }: LoaderFunctionArgs | ActionFunctionArgs,
  fn: () => Promise<T>,
): Promise<T> {
  try {
    return await fn();
  } catch (error) {
    logExpected(error, { context, request });
    throw toHttpError(error, context.requestId);
  }
}

function codeOfDatabase(error: unknown): ErrorCode | undefined {
  if (isDatabaseAway(error)) return "unavailable";
  return isTimeout(error) ? "overloaded" : undefined;
}

/** What is answered 503 has a cause that operators need to know. Other errors are logged where they are answered. */
function logExpected(error: unknown, { context, request }: Pick<LoaderFunctionArgs, "context" | "request">) {
  const code = isDomainError(error) ? error.code : codeOfDatabase(error);
  if (!code || !(code in statuses)) return;
  const path = new URL(request.url).pathname;
  const { message } = error as Error;
  if (statuses[code] === 503) context.log.warn({ code, path, err: error }, message);
  else context.log.info({ code, path }, message);
}
