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
  | "tenant-changed"
  | "tenant-behind"
  | "transaction-over"
  | "not-a-query"
  | "transaction-rolled-back"
  | "result-too-large"
  | "overloaded"
  | "outcome-unknown"
  | "unavailable"
  | "slug-unavailable"
  | "slug-taken"
  | "slug-released"
  | "slug-reserved"
  | "slug-illegal"
  | "organization-taken"
  | "organization-gone"
  | "other-clerk"
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

/** A connection to the database broke, was not accepted, or did not answer in time. */
export class ConnectionLost extends Error {
  readonly code = "CONNECTION_LOST";
  constructor(detail: string, options?: { cause: unknown }) {
    super(`The connection to the database was lost: ${detail}.`, options);
    this.name = "ConnectionLost";
  }
}

/**
 * Errors by which the database is away for now, whatever was asked of it. From the network: the socket's codes, and the
 * driver's and our own (CONNECT…). From the server: 08 connection exceptions; 53 out of connections, memory, locks or disk;
 * 58 a file that cannot be read or written; 57P starting, stopping, ended by an operator; 25P03 and 25P04 ended by a limit on
 * transactions; 25006 a standby, or a database set to read only; 28P01 and 28000 the password or role is refused; 3D000 there
 * is no such database.
 */
const away =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ETIMEDOUT|EPIPE|CONNECT|08|53|58|57P|25P0[34]$|25006$|28P01$|28000$|3D000$)/;

/** Whether the database is away: the request is answered 503, a job waits, a command may be repeated. */
export function isDatabaseAway(error: unknown): boolean {
  return away.test(String((error as { code?: unknown } | null)?.code ?? ""));
}

/** Whether a lock timed out. Trying again may succeed. */
export function isLockTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "55P03";
}

/** Whether a statement, or the lock it waited for, took too long. Trying again may succeed. */
export function isTimeout(error: unknown): boolean {
  return isLockTimeout(error) || (error as { code?: unknown } | null)?.code === "57014";
}

/** The tenant is no longer as the caller looked it up: nothing has run. Look it up again. */
export class TenantChanged extends DomainError {
  constructor(options?: { cause?: unknown }) {
    super("tenant-changed", "The tenant changed since it was looked up. Look it up again.", options);
  }
}

/** A rollout has not reached the tenant, or failed for it: this release cannot serve it yet. */
export class TenantBehind extends DomainError {
  constructor({ slug, version }: { slug: string; version: number }) {
    super(
      "tenant-behind",
      `${slug} is at version ${version}, which this release cannot serve. Run: bun scripts/migrate.ts`,
    );
  }
}

/**
 * Whether a statement names a table or a column that is not there: a tenant is at another version than it was looked up with, or
 * the statement is wrong.
 */
export function isOfOtherShape(error: unknown): boolean {
  return ["42P01", "42703"].includes(String((error as { code?: unknown } | null)?.code ?? ""));
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

/** The connection was lost while the transaction was committed: it may count, and may not. */
export class OutcomeUnknown extends DomainError {
  constructor(options: { cause: unknown }) {
    super("outcome-unknown", "COMMIT was sent and not answered: the change may have been saved.", options);
  }
}

/** A query returned more than a page can show. The session was given up. */
export class ResultTooLarge extends DomainError {
  constructor({ rows, bytes }: { rows: number; bytes: number }) {
    super(
      "result-too-large",
      `A result has more than ${rows.toLocaleString("en")} rows or ${bytes / 1024 ** 2} MiB. Limit the query, or page by key.`,
    );
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
