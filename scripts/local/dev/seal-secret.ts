import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The key that seals tenants in development: made once, because every tenant's guard carries its hash. */
export function sealSecret(stateDir: string): string {
  const file = join(stateDir, "seal-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}
