import { isRouteErrorResponse } from "@remix-run/react";
import type { ErrorBody } from "#app/http-errors.ts";

export type Description = Omit<ErrorBody, "requestId"> & { status: number; requestId?: string };

const notFound = {
  title: "Page not found",
  message: "There is nothing at this address, or it is not yours to see.",
};
const unexpected = {
  title: "Something went wrong",
  message: "It is our fault, and it is noted. Try again in a moment.",
};

/** What an error page says. Only what the server wrote for people is passed on, never an exception's own text. */
export function describeError(error: unknown): Description {
  if (!isRouteErrorResponse(error)) return { status: 500, ...unexpected };
  if (isErrorBody(error.data)) return { status: error.status, ...error.data };
  return { status: error.status, ...(error.status === 404 ? notFound : unexpected) };
}

function isErrorBody(data: unknown): data is ErrorBody {
  if (typeof data !== "object" || data === null) return false;
  const { title, message, requestId } = data as Partial<Record<keyof ErrorBody, unknown>>;
  return [title, message, requestId].every((text) => typeof text === "string");
}
