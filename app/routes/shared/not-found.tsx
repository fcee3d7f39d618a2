import type { LoaderFunctionArgs } from "@remix-run/node";
import { toHttpError } from "#app/http/errors.ts";
import { NotFound } from "#db/errors.ts";

export function loader({ context }: LoaderFunctionArgs): null {
  throw toHttpError(new NotFound("The page"), context.requestId);
}

/** Never rendered. Without a component this would be a resource route, and its 404 would have no page. */
export default function NotFoundPage() {
  return null;
}
