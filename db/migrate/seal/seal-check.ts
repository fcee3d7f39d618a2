import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import { listSealCheckValues, listSealSecrets } from "#db/tenant/guard.ts";

/**
 * Stores the seal's check value at the first migration; afterwards checks the secret against those in force.
 * @returns the secrets that guards have to accept. @throws as secretsInForce.
 */
export async function ensureSeal(sql: postgres.Sql, sealSecret: string): Promise<string> {
  const [mine = ""] = listSealCheckValues(sealSecret);
  await sql`insert into public.seal (check_value) select ${mine} where not exists (select from public.seal)
    on conflict do nothing`;
  return secretsInForce(await listSealsInForce(sql), sealSecret);
}

const selectSeals = "select check_value from public.seal order by since, check_value";
type SealRow = { check_value: string };

/** The check values of the secrets in force: one, or two during a rotation, the new one last. */
export async function listSealsInForce(sql: postgres.ISql): Promise<string[]> {
  return (await sql.unsafe<SealRow[]>(selectSeals)).map((row) => row.check_value);
}

/** @throws DomainError "seal-changed" when the first secret, which opens tenants, is not in force. */
export function assertSeal(inForce: readonly string[], sealSecret: string): void {
  if (inForce.includes(listSealCheckValues(sealSecret)[0] ?? "")) return;
  throw new DomainError(
    "seal-changed",
    "TENANT_SEAL_SECRET is not the one this database was sealed with, so it opens no tenant. " +
      "Set the secret this database was migrated with, or rotate it: bun scripts/migrate.ts rekey --help.",
  );
}

/**
 * The secrets that a guard has to accept now, in the notation of TENANT_SEAL_SECRET.
 * @throws DomainError "seal-changed" when the first is not in force; "rotation" when one in force is not given, because
 *   processes that use it would be shut out.
 */
export function secretsInForce(inForce: readonly string[], sealSecret: string): string {
  assertSeal(inForce, sealSecret);
  const known = listKnown(inForce, sealSecret);
  if (known.length === inForce.length) return known.join(" ");
  throw new DomainError(
    "rotation",
    "The seal is being rotated, so new guards need both secrets. " +
      "Set TENANT_SEAL_SECRET to both, separated by a space, the one that opens tenants first.",
  );
}

/** The given secrets that are in force, in the given order. */
export function listKnown(inForce: readonly string[], sealSecret: string): string[] {
  return listSealSecrets(sealSecret).filter((secret) =>
    listSealCheckValues(secret).every((value) => inForce.includes(value)),
  );
}

/**
 * The same, for code that guards tables without the fleet's lock: until the transaction ends, the secrets in force do not
 * change, so a rotation sees every tenant.
 */
export async function holdSeal(tx: postgres.TransactionSql, sealSecret: string): Promise<string> {
  const [, rows = []] = await tx.unsafe<SealRow[][]>(`lock table public.seal in share mode; ${selectSeals}`);
  return secretsInForce(
    rows.map((row) => row.check_value),
    sealSecret,
  );
}
