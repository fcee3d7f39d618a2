import { data } from "@remix-run/node";
import {
  type DomainError,
  type ErrorCode,
  isDatabaseAway,
  isDomainError,
  isLockTimeout,
} from "#db/errors.ts";

/**
 * What an error page or a caller of the API is told: the code, which the page puts into words. Never a schema's name, SQL
 * or a stack.
 */
export type ErrorBody = { code: ErrorCode; requestId: string; mayRestore?: true };

type Answer = { status: number; retryAfter?: number };

const answers: Partial<Record<ErrorCode, Answer>> = {
  "not-found": { status: 404 },
  "malformed-form": { status: 400 },
  stale: { status: 409 },
  "unknown-assignee": { status: 409 },
  forbidden: { status: 403 },
  "tenant-suspended": { status: 423 },
  "tenant-deleting": { status: 423 },
  overloaded: { status: 503, retryAfter: 2 },
  unavailable: { status: 503, retryAfter: 5 },
};

/** The only map from a domain error to a response, thrown so that Remix renders its error page. Others pass unchanged. */
export function toHttpError(error: unknown, requestId: string): unknown {
  const code = isDomainError(error) ? error.code : codeOfDatabase(error);
  const answer = code && answers[code];
  if (!answer) return error;
  const { status, retryAfter } = answer;
  const mayRestore = isDomainError(error) && "mayRestore" in error && error.mayRestore === true;
  const body: ErrorBody = { code, requestId, ...(mayRestore && { mayRestore }) };
  const headers = retryAfter ? { "Retry-After": String(retryAfter) } : undefined;
  return data(body, { status, headers });
}

function codeOfDatabase(error: unknown): ErrorCode | undefined {
  if (isDatabaseAway(error)) return "unavailable";
  return isLockTimeout(error) ? "overloaded" : undefined;
}

export function isExpected(error: unknown): error is DomainError {
  return isDomainError(error) && error.code in answers;
}
