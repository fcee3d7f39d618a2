import { z } from "zod";
import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import type { Params } from "#scripts/local/clerk/http/router.ts";

/** One authenticated request to the Backend API. */
export type BackendCall = {
  clerk: Clerk;
  params: Params;
  query: URLSearchParams;
  body: unknown;
};

/** Returns the response's JSON. */
export type BackendHandler = (call: BackendCall) => unknown;

export const metadata = z.record(z.string(), z.unknown());

/** Clerk takes times as ISO 8601. */
export const time = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));
