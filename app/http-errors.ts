import { data } from "@remix-run/node";
import { type DomainError, type ErrorCode, isDomainError } from "#db/errors.ts";

/** What an error page or a caller of the API is told. Never a schema's name, SQL or a stack. */
export type ErrorBody = { title: string; message: string; requestId: string };

type Answer = { status: number; title: string; message: string; retryAfter?: number };

const answers: Partial<Record<ErrorCode, Answer>> = {
  "not-found": {
    status: 404,
    title: "Page not found",
    message: "There is nothing at this address, or it is not yours to see.",
  },
  "malformed-form": {
    status: 400,
    title: "This form could not be read",
    message: "Nothing was changed. Open the page again, and send its form as it is.",
  },
  forbidden: {
    status: 403,
    title: "Your role does not allow this",
    message: "Ask an owner or admin of the workspace to do it, or to change your role.",
  },
  "tenant-suspended": {
    status: 423,
    title: "This workspace is suspended",
    message: "Nothing is lost. Ask the owner of the workspace, or our support, how to have it back.",
  },
  "tenant-deleting": {
    status: 423,
    title: "This workspace is being deleted",
    message: "It was marked for deletion. Until 30 days have passed, an owner can have it restored.",
  },
  overloaded: {
    status: 503,
    title: "Very busy right now",
    message: "Nothing was changed. Try again in a moment.",
    retryAfter: 2,
  },
  unavailable: {
    status: 503,
    title: "A service we need did not answer",
    message: "Nothing was changed. Try again in a moment.",
    retryAfter: 5,
  },
};

/** The only map from a domain error to a response, thrown so that Remix renders its error page. Others pass unchanged. */
export function toHttpError(error: unknown, requestId: string): unknown {
  const code = isDomainError(error) ? error.code : isDatabaseAway(error) ? "unavailable" : undefined;
  const answer = code && answers[code];
  if (!answer) return error;
  const { status, title, message, retryAfter } = answer;
  const body: ErrorBody = { title, message, requestId };
  const headers = retryAfter ? { "Retry-After": String(retryAfter) } : undefined;
  return data(body, { status, headers });
}

/** The driver could not connect, or lost its connection; the server is starting, or going down. */
function isDatabaseAway(error: unknown): boolean {
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  return /^(ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|CONNECT|57P0[123]|08)/.test(code);
}

export function isExpected(error: unknown): error is DomainError {
  return isDomainError(error) && error.code in answers;
}
