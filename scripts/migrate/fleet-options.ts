import type { MigrateOptions } from "#db/migrate/migrate.ts";
import { isDuration } from "#db/migrate/migration-files.ts";
import { type Given, UsageError, wholeNumber } from "./command.ts";

/** The options of every command that takes the fleet somewhere. */
export const fleetOptions = {
  tenant: { type: "string", multiple: true },
  to: { type: "string" },
  concurrency: { type: "string" },
  canary: { type: "string" },
  "max-failures": { type: "string" },
  "lock-timeout": { type: "string" },
  retries: { type: "string" },
  wait: { type: "boolean" },
  json: { type: "boolean" },
} as const;

export const fleetUsage = `  --tenant SLUG        this tenant alone; may be given several times
  --concurrency N      connections at once (twice the processors)
  --canary N|SLUG,…    these first, and nobody else when one of them fails; then waves that grow tenfold
  --max-failures N     begin no further tenant after so many failures
  --lock-timeout 2s    how long a statement waits for a lock before the tenant is put off
  --retries N          how often a tenant is tried again after a lock or a lost connection (5)
  --wait               wait for another operator to finish, instead of leaving
  --json               the result as JSON`;

/** @throws UsageError for what is out of its range. */
export function readFleetOptions(given: Given): MigrateOptions {
  const lockTimeout = given.option("lock-timeout");
  if (lockTimeout !== undefined && !isDuration(lockTimeout)) {
    throw new UsageError(`--lock-timeout is a time such as 500ms or 2s, not "${lockTimeout}".`);
  }
  const choices = {
    tenants: given.options("tenant"),
    to: wholeNumber(given, "to", 1),
    concurrency: wholeNumber(given, "concurrency", 1),
    canary: readCanary(given.option("canary")),
    maxFailures: wholeNumber(given, "max-failures", 1),
    lockTimeout,
    retries: wholeNumber(given, "retries", 0),
  };
  const chosen = Object.entries(choices).filter(([, value]) => value !== undefined);
  const { ownerUrl, sealSecret } = given;
  return { ownerUrl, sealSecret, wait: given.has("wait"), ...Object.fromEntries(chosen) };
}

function readCanary(value: string | undefined): number | string[] | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  const slugs = value.split(",").filter(Boolean);
  if (slugs.length > 0 && !/^\d+$/.test(value)) return slugs;
  throw new UsageError(`--canary is a number from 1 up, or slugs with commas between, not "${value}".`);
}
