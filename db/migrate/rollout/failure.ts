import { DomainError, isDatabaseAway } from "#db/errors.ts";
import type { Migration } from "#db/migrate/migration-files.ts";

/** A migration that PostgreSQL refused. `message` names the file; `excerpt` shows the place if PostgreSQL named one. */
export class MigrationFailed extends DomainError {
  constructor(
    readonly migration: Pick<Migration, "file">,
    cause: unknown,
    readonly excerpt = "",
  ) {
    super("migration-failed", `${migration.file}: ${reasonOf(cause)}`, { cause });
  }
}

/** PostgreSQL's message with its detail and hint. */
function reasonOf(cause: unknown): string {
  const { message, detail, hint } = cause as { message?: string; detail?: string; hint?: string };
  return [message ?? String(cause), detail, hint && `Hint: ${hint}`].filter(Boolean).join(" ");
}

/** Whether a retry may succeed: after a lock timeout, a deadlock, a serialization failure or while the database is away. */
export function isTransient(error: unknown): boolean {
  const cause = error instanceof MigrationFailed ? error.cause : error;
  const code = String((cause as { code?: unknown } | null)?.code ?? "");
  return isDatabaseAway(cause) || /^(55P03|40P01|40001|TN002)$/.test(code);
}
