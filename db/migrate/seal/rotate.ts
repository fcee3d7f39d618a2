import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import { type FleetLock, withFleetLock } from "#db/migrate/owner.ts";
import { listSealCheckValues } from "#db/tenant/guard.ts";
import { storeKeyHashes } from "./key-hashes.ts";
import { assertSeal, listSealsInForce } from "./seal-check.ts";

export type RekeyOptions = Pick<FleetLock, "ownerUrl" | "wait"> & {
  sealSecret: string;
  /** After each batch, with the number of tenants that are done. */
  onBatch?: (done: number, of: number) => void;
  /** How many tenants a statement changes; 1,000 by default. */
  batchSize?: number;
};
/** `tenants` is how many there are; `changed`, how many accepted other keys. */
export type RekeyResult = { tenants: number; changed: number };

/**
 * First half of a rotation: every tenant accepts the keys of both secrets in TENANT_SEAL_SECRET, the one in force and a new
 * one. Only when all do, processes that open tenants with the new one may start. Safe to interrupt and to repeat.
 * @throws DomainError "rotation" unless there are two secrets, including each one in force; "fleet-busy".
 */
export async function beginRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await withFleetLock({ ...options, command: "rekey begin" }, async (sql) => {
    const wanted = listSealCheckValues(options.sealSecret);
    assertBeginning(wanted, await listSealsInForce(sql));
    const first = await reseal(sql, options);
    const last = await sql.begin(async (tx) => {
      // Waits for tenants that are being provisioned. The next ones get the keys of both.
      await tx`lock table public.seal in share row exclusive mode`;
      const late = await reseal(tx, options);
      for (const value of wanted)
        await tx`insert into public.seal (check_value) values (${value}) on conflict do nothing`;
      return late;
    });
    return { tenants: last.tenants, changed: first.changed + last.changed };
  });
}

function assertBeginning(wanted: readonly string[], inForce: readonly string[]): void {
  if (wanted.length !== 2 || wanted[0] === wanted[1]) {
    throw new DomainError(
      "rotation",
      "TENANT_SEAL_SECRET must hold two secrets, the one in force and the new one, separated by a space.",
    );
  }
  if (!inForce.every((value) => wanted.includes(value))) {
    throw new DomainError(
      "rotation",
      "TENANT_SEAL_SECRET lacks a secret that is in force, so processes that use it would lose every tenant. Add it.",
    );
  }
}

/**
 * Second half of a rotation: every tenant accepts only the new secret's key. A process with the old one can neither start
 * nor open a tenant. Safe to interrupt and to repeat.
 * @throws DomainError "rotation" unless TENANT_SEAL_SECRET is the new secret alone; "seal-changed" when it is not in force;
 *   "fleet-busy".
 */
export async function finishRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await keepOne("finish", options);
}

/** Undoes the first half: every tenant accepts only the old secret's key. Otherwise like `finishRotation`. */
export async function abortRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await keepOne("abort", options);
}

async function keepOne(phase: "finish" | "abort", options: RekeyOptions): Promise<RekeyResult> {
  return await withFleetLock({ ...options, command: `rekey ${phase}` }, async (sql) => {
    const inForce = await listSealsInForce(sql);
    assertKeeping(phase, options.sealSecret, inForce);
    await sql`delete from public.seal where check_value <> ${listSealCheckValues(options.sealSecret)[0] ?? ""}`;
    const result = await reseal(sql, options);
    if (inForce.length > 1 || result.changed > 0) return result;
    throw new DomainError(
      "rotation",
      "No rotation is under way: TENANT_SEAL_SECRET is the only secret in force.",
    );
  });
}

function assertKeeping(phase: "finish" | "abort", sealSecret: string, inForce: readonly string[]): void {
  const [mine, ...others] = listSealCheckValues(sealSecret);
  if (!mine || others.length > 0) {
    throw new DomainError("rotation", "TENANT_SEAL_SECRET must hold only the secret to keep.");
  }
  assertSeal(inForce, sealSecret);
  if (mine === (phase === "finish" ? inForce.at(-1) : inForce[0])) return;
  throw new DomainError(
    "rotation",
    phase === "finish"
      ? "TENANT_SEAL_SECRET is the old secret, but finish keeps the new one. Roll all processes to the new one first, or abort."
      : "TENANT_SEAL_SECRET is the new secret, but abort keeps the old one. Roll all processes back to the old one first, or finish.",
  );
}

/** Each batch is a statement of its own, so that it holds rows of the directory only briefly. */
async function reseal(
  sql: postgres.ISql,
  { sealSecret, onBatch, batchSize = 1000 }: RekeyOptions,
): Promise<RekeyResult> {
  const rows = await sql<{ id: string }[]>`select id from public.tenants order by id`;
  const ids = rows.map(({ id }) => id);
  let changed = 0;
  for (let from = 0; from < ids.length; from += batchSize) {
    changed += await storeKeyHashes(sql, sealSecret, ids.slice(from, from + batchSize));
    onBatch?.(Math.min(from + batchSize, ids.length), ids.length);
  }
  return { tenants: ids.length, changed };
}
