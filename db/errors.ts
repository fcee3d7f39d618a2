const brand = Symbol.for("tenantry.domain-error");

export type ErrorCode =
  | "no-tenant"
  | "unknown-assignee"
  | "not-found"
  | "malformed-form"
  | "name-taken"
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
  | "role-settings"
  | "seal-changed"
  | "rotation";

/**
 * An error with a code. `message` tells operators what happened and what to do. What a client sees is decided by `code`, in
 * app/http/errors.ts alone.
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

/** Whether the driver could not connect or lost its connection, or the server is starting or stopping. */
export function isDatabaseAway(error: unknown): boolean {
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  return /^(ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|CONNECT|57P0[123]|08)/.test(code);
}

/** Whether a lock timed out. Trying again may succeed. */
export function isLockTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "55P03";
}

/** A record that does not exist, or that the caller may not see: both look the same. */
export class NotFound extends DomainError {
  constructor(what: string) {
    super("not-found", `${what} was not found.`);
  }
}

/** The member's role lacks the permission. */
export class Forbidden extends DomainError {
  constructor(permission: string) {
    super("forbidden", `This needs the permission ${permission}. Ask an owner or admin of the workspace.`);
  }
}

/** Someone changed the row after it was read. Nothing was written. */
export class Stale extends DomainError {
  constructor(what: string) {
    super("stale", `${what} was changed in the meantime. Read it again and decide which version to keep.`);
  }
}

export function isStale(error: unknown): error is Stale {
  return isDomainError(error) && error.code === "stale";
}

/** Every connection is busy, and the queue is full or the wait was too long. */
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

/** The workspace is closed to its members. The page says why. */
export class TenantLocked extends DomainError {
  constructor(
    status: "suspended" | "deleting",
    /** Whether an owner can restore it. */
    readonly mayRestore = false,
  ) {
    super(`tenant-${status}`, `The workspace is ${status}. An owner or an operator can restore it.`);
  }
}
