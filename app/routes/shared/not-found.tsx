import type { LoaderFunctionArgs } from "@remix-run/node";
import { toHttpError } from "#app/http/errors.ts";
import { NotFound } from "#db/errors.ts";

export function loader({ context }: LoaderFunctionArgs): null {
  throw toHttpError(new NotFound("The page"), context.requestId);
}

/** Never shown, but without it this would be a resource, and its 404 no page. */
export default function NotFoundPage() {
  return null;
}
