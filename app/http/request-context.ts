import type { Logger } from "pino";
import type { WebEnv } from "#app/env.server.ts";
import type { Directory } from "#db/directory/directory.ts";
import type { Pool } from "#db/tenant/pool.ts";
import type { Host } from "./host.ts";

/** What app/http/server.ts puts into Remix's load context: everything a loader or action may reach. */
export type RequestContext = {
  /** Also where @clerk/remix finds its CLERK_* settings. */
  env: WebEnv;
  requestId: string;
  log: Logger;
  host: Host;
  appPool: Pool;
  webPool: Pool;
  directory: Directory;
  /** The nonce of this response's Content-Security-Policy. */
  nonce: string;
  /** A form that a document sent with an expired session token: the server shows it instead of Remix's answer. */
  unsent?: UnsentForm;
  /** Why a session could not be renewed: Clerk is away, or our clock is wrong. The server shows a page about it. */
  outage?: "away" | "clock";
  /** Session cookies that Clerk did not sign, by name: the server removes them from the browser. */
  forgedCookies?: Map<string, { hasGenuine: boolean }>;
};

/** `page` is the path of the page that holds the form. */
export type UnsentForm = { page: string; form: FormData };

declare module "@remix-run/server-runtime" {
  interface AppLoadContext extends RequestContext {}
  interface Future {
    v3_singleFetch: true;
  }
}
