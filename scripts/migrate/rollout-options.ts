import type { MigrateOptions } from "#db/migrate/migrate.ts";
import { isDuration } from "#db/migrate/migration-files.ts";
import { type Call, UsageError } from "../operator/command.ts";

/** The options of every command that runs a rollout. */
export const rolloutOptions = {
  tenant: { type: "string", multiple: true },
  to: { type: "string" },
  concurrency: { type: "string" },
  canary: { type: "string" },
  "max-failures": { type: "string" },
  "lock-timeout": { type: "string" },
  retries: { type: "string" },
  wait: { type: "boolean" },
} as const;

export const rolloutUsage = `  --tenant SLUG        only this tenant; may be repeated
  --concurrency N      connections used at the same time (twice the number of processors)
  --canary N|SLUG,…    these tenants first; stop if one of them fails, then go on in batches that grow tenfold
  --max-failures N     stop after so many failures
  --lock-timeout 2s    how long a statement waits for a lock before the tenant is retried later
  --retries N          how often a tenant is retried after a lock timeout or a lost connection (5)
  --wait               wait for another operator to finish instead of failing`;

/** @throws UsageError for a value out of range. */
export function readRolloutOptions(call: Call): MigrateOptions {
  const lockTimeout = call.text("lock-timeout");
  if (lockTimeout !== undefined && !isDuration(lockTimeout)) {
    throw new UsageError(`--lock-timeout must be a time such as 500ms or 2s, not "${lockTimeout}".`);
  }
  const choices = {
    tenants: call.texts("tenant"),
    to: wholeNumber(call, "to", 1),
    concurrency: wholeNumber(call, "concurrency", 1),
    canary: readCanary(call.text("canary")),
    maxFailures: wholeNumber(call, "max-failures", 1),
    lockTimeout,
    retries: wholeNumber(call, "retries", 0),
  };
  const chosen = Object.entries(choices).filter(([, value]) => value !== undefined);
  const { ownerUrl, sealSecret } = call;
  return { ownerUrl, sealSecret, wait: call.flag("wait"), ...Object.fromEntries(chosen) };
}

function readCanary(value: string | undefined): number | string[] | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  const slugs = value.split(",").filter(Boolean);
  if (slugs.length > 0 && !/^\d+$/.test(value)) return slugs;
  throw new UsageError(`--canary must be a number from 1, or slugs separated by commas, not "${value}".`);
}

function wholeNumber({ text }: Call, name: string, min: number): number | undefined {
  const value = text(name);
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value) && Number(value) >= min) return Number(value);
  throw new UsageError(`--${name} must be a whole number from ${min}, not "${value}".`);
}
