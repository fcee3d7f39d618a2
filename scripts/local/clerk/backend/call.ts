import { z } from "zod";
import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import type { Params, Routes } from "#scripts/local/clerk/http/router.ts";

/** One authenticated request to the Backend API. */
export type BackendCall = {
  clerk: Clerk;
  params: Params;
  query: URLSearchParams;
  body: unknown;
};

/** Each handler returns the response's JSON. */
export type BackendRoutes = Routes<(call: BackendCall) => unknown>;

const metadata = z.record(z.string(), z.unknown()).optional();

export const metadataFields = { public_metadata: metadata, private_metadata: metadata };
export const userMetadataFields = { ...metadataFields, unsafe_metadata: metadata };

/** Clerk takes times as ISO 8601. */
export const time = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));
