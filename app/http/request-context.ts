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
  /** Set where it is to be shown in place of what Remix answers. */
  unkept?: UnkeptForm;
};

/** A form that came with a session token that had run out, and is too long for cookies: its page, and what was typed. */
export type UnkeptForm = { page: string; fields: [string, string][] };

declare module "@remix-run/server-runtime" {
  interface AppLoadContext extends RequestContext {}
  interface Future {
    v3_singleFetch: true;
  }
}
