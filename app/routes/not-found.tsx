import type { LoaderFunctionArgs } from "@remix-run/node";
import { toHttpError } from "#app/http-errors.ts";
import { NotFound } from "#db/errors.ts";

export function loader({ context }: LoaderFunctionArgs) {
  throw toHttpError(new NotFound("The page"), context.requestId);
}
