import { isRouteErrorResponse } from "@remix-run/react";
import type { ErrorBody } from "#app/http/errors.ts";
import { wordsAtHand } from "#app/i18n/load-messages.ts";
import type { errors } from "#app/i18n/messages/en/errors.ts";

export type ErrorWords = Exclude<keyof typeof errors, "way">;
export type Description = { status: number; words: ErrorWords; requestId?: string; mayRestore?: boolean };

/** The text of an error page. It depends on the server's error code, never on an exception's message. */
export function describeError(error: unknown): Description {
  if (!isRouteErrorResponse(error)) return { status: 500, words: "unexpected" };
  const { status, data } = error;
  if (isErrorBody(data)) {
    const { code: words, requestId, mayRestore } = data;
    return { status, words, requestId, ...(mayRestore && { mayRestore }) };
  }
  return { status, words: status === 404 ? "not-found" : "unexpected" };
}

function isErrorBody(data: unknown): data is ErrorBody & { code: ErrorWords } {
  if (typeof data !== "object" || data === null) return false;
  const { code, requestId } = data as Partial<Record<keyof ErrorBody, unknown>>;
  return (
    typeof code === "string" &&
    code !== "way" &&
    code in wordsAtHand().errors &&
    typeof requestId === "string"
  );
}
