import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import { listSealCheckValues, listSealSecrets } from "#db/tenant/guard.ts";

/**
 * The first migration stores the seal's check value; every later one compares with those in force.
 * @returns the secrets that guards have to accept. @throws as secretsInForce.
 */
export async function settleSeal(sql: postgres.Sql, sealSecret: string): Promise<string> {
  const [mine = ""] = listSealCheckValues(sealSecret);
  await sql`insert into public.seal (check_value) select ${mine} where not exists (select from public.seal)
    on conflict do nothing`;
  return secretsInForce(await listSealsInForce(sql), sealSecret);
}

const selectSeals = "select check_value from public.seal order by since, check_value";
type SealRow = { check_value: string };

/** The check values of the secrets in force: one, or two in the middle of a rotation, the new one last. */
export async function listSealsInForce(sql: postgres.ISql): Promise<string[]> {
  return (await sql.unsafe<SealRow[]>(selectSeals)).map((row) => row.check_value);
}

/** @throws DomainError "seal-changed" when the secret that opens tenants is none of those in force. */
export function assertSeal(inForce: readonly string[], sealSecret: string): void {
  if (inForce.includes(listSealCheckValues(sealSecret)[0] ?? "")) return;
  throw new DomainError(
    "seal-changed",
    "TENANT_SEAL_SECRET is not the one this database was sealed with, so no tenant would open. " +
      "Set the secret this database was migrated with, or rotate it: bun scripts/migrate.ts rekey --help.",
  );
}

/**
 * The secrets that a guard has to accept at this moment, as they would stand in TENANT_SEAL_SECRET: those in force.
 * @throws DomainError "seal-changed" for one that is not; "rotation" when one is in force that is not given, because
 *   processes that open with it would be shut out.
 */
export function secretsInForce(inForce: readonly string[], sealSecret: string): string {
  assertSeal(inForce, sealSecret);
  const known = listKnown(inForce, sealSecret);
  if (known.length === inForce.length) return known.join(" ");
  throw new DomainError(
    "rotation",
    "The seal is being rotated: whoever makes tables needs both secrets. " +
      "Set TENANT_SEAL_SECRET to both, with a space between, the one that opens tenants first.",
  );
}

/** Those of the secrets given that are in force, in the order given. */
export function listKnown(inForce: readonly string[], sealSecret: string): string[] {
  return listSealSecrets(sealSecret).filter((secret) =>
    listSealCheckValues(secret).every((value) => inForce.includes(value)),
  );
}

/**
 * The same, for guards that are put on outside of the fleet's lock: until the transaction ends, no secret comes into
 * force or goes out of it, so no tenant is made that a rotation does not see.
 */
export async function holdSeal(tx: postgres.TransactionSql, sealSecret: string): Promise<string> {
  const [, rows = []] = await tx.unsafe<SealRow[][]>(`lock table public.seal in share mode; ${selectSeals}`);
  return secretsInForce(
    rows.map((row) => row.check_value),
    sealSecret,
  );
}
