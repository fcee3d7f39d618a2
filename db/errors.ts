const brand = Symbol.for("tenantry.domain-error");

export type ErrorCode =
  | "no-tenant"
  | "unknown-assignee"
  | "not-found"
  | "malformed-form"
  | "stale"
  | "forbidden"
  | "tenant-suspended"
  | "tenant-deleting"
  | "invalid-tenant-context"
  | "transaction-over"
  | "not-a-query"
  | "transaction-rolled-back"
  | "overloaded"
  | "unavailable"
  | "slug-unavailable"
  | "slug-taken"
  | "slug-resting"
  | "slug-reserved"
  | "slug-illegal"
  | "organization-taken"
  | "organization-gone"
  | "wrong-status"
  | "in-use"
  | "migration"
  | "migration-failed"
  | "replaced-migrations"
  | "fleet-busy"
  | "not-migrated"
  | "seal-changed"
  | "rotation";

/**
 * An error that the product knows by name. `message` says what happened and what to do, in words an
 * operator may read; what a client sees is decided in app/http/errors.ts alone, by `code`.
 */
export class DomainError extends Error {
  readonly [brand] = true;
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "DomainError";
  }
}

/** Recognises a DomainError across module graphs (development loads db/ twice), where instanceof does not. */
export function isDomainError(error: unknown): error is DomainError {
  return typeof error === "object" && error !== null && brand in error;
}

/** The driver could not connect, or lost its connection; the server is starting, or going down. */
export function isDatabaseAway(error: unknown): boolean {
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  return /^(ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|CONNECT|57P0[123]|08)/.test(code);
}

/** Whether somebody else held a row for longer than anybody may wait. Trying again in a moment may do. */
export function isLockTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "55P03";
}

/** A record that is not there, or is not the asker's to see: both look alike. */
export class NotFound extends DomainError {
  constructor(what: string) {
    super("not-found", `${what} was not found.`);
  }
}

/** A member whose role is too small for what was asked. */
export class Forbidden extends DomainError {
  constructor(permission: string) {
    super("forbidden", `This needs the permission ${permission}. Ask an owner or admin of the workspace.`);
  }
}

/** The row is another version than the one that was edited: somebody changed it in between. Nothing was written. */
export class Stale extends DomainError {
  constructor(what: string) {
    super("stale", `${what} was changed in the meantime. Read it again, and decide which version stays.`);
  }
}

export function isStale(error: unknown): error is Stale {
  return isDomainError(error) && error.code === "stale";
}

/** Every connection is busy and the queue is full, or the wait was too long. */
export class Overloaded extends DomainError {
  constructor(detail: string) {
    super("overloaded", `The database pool is busy: ${detail}. Try again in a moment.`);
  }
}

/** A service this request needs did not answer. */
export class Unavailable extends DomainError {
  constructor(service: string, options?: { cause?: unknown }) {
    super("unavailable", `${service} did not answer. Try again in a moment.`, options);
  }
}

/** The workspace is closed to its members for now, and the page says why. */
export class TenantLocked extends DomainError {
  constructor(
    status: "suspended" | "deleting",
    /** Whether it is an owner's to have back. */
    readonly mayRestore = false,
  ) {
    super(`tenant-${status}`, `The workspace is ${status}. An owner or an operator can have it back.`);
  }
}
