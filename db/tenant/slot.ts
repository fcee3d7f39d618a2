import type { Session } from "./session.ts";

/** A place in a pool, and the connection that holds it. */
export type Slot = {
  session: Session;
  busy: boolean;
  /** It is not leased any more, and counts until its backend is gone. */
  closing: boolean;
  /** When it was leased, or began to close, by performance.now(). */
  since: number;
  lastTenant: string | undefined;
  tenants: Set<string>;
};
