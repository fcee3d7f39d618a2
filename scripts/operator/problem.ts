import { InvalidEnvironment } from "#app/env.server.ts";
import { isDatabaseAway, isDomainError } from "#db/errors.ts";
import { MigrationFailed } from "#db/migrate/rollout/failure.ts";
import { Refused } from "./prompt.ts";
import { NotDevelopment } from "./refuse-production.ts";

export type ExitCode = 0 | 1 | 2 | 3;
export const exitCodes =
  "Exit codes: 0 success, 1 failed, or failed for some tenants, 2 usage or configuration, 3 checksum or drift.";

export class UsageError extends Error {
  override name = "UsageError";
}

export type Problem = { code: 1 | 2 | 3; name: string; message: string };

/** DomainErrors whose exit code is not 1. */
const codes: Record<string, 2 | 3> = {
  ...{ "no-tenant": 2, "fleet-busy": 2, rotation: 2 },
  ...{ migration: 3, "migration-failed": 3, "replaced-migrations": 3, "seal-changed": 3, "not-migrated": 3 },
};

/** Describes an error for an operator. Undefined for an unexpected one. */
export function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message } = error;
  if (error instanceof UsageError) return { code: 2, name: "usage", message };
  if (error instanceof Refused) return { code: error.isUsage ? 2 : 1, name: "not-confirmed", message };
  if (error instanceof NotDevelopment) return { code: 2, name: "not-development", message };
  if (error instanceof InvalidEnvironment) return { code: 2, name: "configuration", message };
  if (error instanceof MigrationFailed && error.excerpt)
    return { code: 3, name: error.code, message: `${message}\n${error.excerpt}` };
  if (isDomainError(error)) return { code: codes[error.code] ?? 1, name: error.code, message };
  return problemOfCode(String((error as { code?: unknown }).code ?? ""), message);
}

/** By the code of PostgreSQL, its driver or Bun. */
function problemOfCode(code: string, message: string): Problem | undefined {
  if (code.startsWith("ERR_PARSE_ARGS")) return { code: 2, name: "usage", message };
  // 42703, 42P01, 42883, 3F000: a missing column, table, function or schema.
  if (/^(42703|42P01|42883|3F000)$/.test(code)) {
    const advice = `The database does not match this release: ${message}. Run: bun scripts/migrate.ts`;
    return { code: 3, name: "not-migrated", message: advice };
  }
  if (code === "55P03") {
    const advice = "Another transaction holds a lock on its tables. Try again, or stop the app first.";
    return { code: 1, name: "in-use", message: advice };
  }
  // 42501: the role is not the owner.
  if (isDatabaseAway({ code }) || code === "42501") {
    const advice = `The database cannot be used: ${message || code}. Check DATABASE_OWNER_URL.`;
    return { code: 2, name: "configuration", message: advice };
  }
  return undefined;
}
