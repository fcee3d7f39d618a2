import type { MigrateOptions } from "#db/migrate/migrate.ts";
import { isDuration } from "#db/migrate/migration-files.ts";
import { type Call, UsageError } from "../operator/command.ts";

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
} as const;

export const fleetUsage = `  --tenant SLUG        this tenant alone; may be given several times
  --concurrency N      connections at once (twice the processors)
  --canary N|SLUG,…    these first, and nobody else when one of them fails; then waves that grow tenfold
  --max-failures N     begin no further tenant after so many failures
  --lock-timeout 2s    how long a statement waits for a lock before the tenant is put off
  --retries N          how often a tenant is tried again after a lock or a lost connection (5)
  --wait               wait for another operator to finish, instead of leaving`;

/** @throws UsageError for what is out of its range. */
export function readFleetOptions(call: Call): MigrateOptions {
  const lockTimeout = call.text("lock-timeout");
  if (lockTimeout !== undefined && !isDuration(lockTimeout)) {
    throw new UsageError(`--lock-timeout is a time such as 500ms or 2s, not "${lockTimeout}".`);
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
  throw new UsageError(`--canary is a number from 1 up, or slugs with commas between, not "${value}".`);
}

/** A whole number from `least` up. @throws UsageError */
export function wholeNumber({ text }: Call, name: string, least: number): number | undefined {
  const value = text(name);
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value) && Number(value) >= least) return Number(value);
  throw new UsageError(`--${name} is a whole number from ${least} up, not "${value}".`);
}
