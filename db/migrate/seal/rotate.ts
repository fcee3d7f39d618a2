import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import { connectAsOwner, withFleetLock } from "#db/migrate/owner.ts";
import type { FleetTenant } from "#db/migrate/rollout/apply-step.ts";
import { closeConnections, openConnections } from "#db/migrate/rollout/connections.ts";
import { batchSettings, connectionCount, type FleetOptions } from "#db/migrate/rollout/rollout.ts";
import { runBatch } from "#db/migrate/rollout/run-batch.ts";
import { type Failure, toFailure } from "#db/migrate/rollout/run-log.ts";
import { listTables } from "#db/migrate/tenant-schema.ts";
import { guardedTables, listSealCheckValues, resealStatements, sealedBy } from "#db/tenant/guard.ts";
import { assertSeal, listSealsInForce } from "./seal-check.ts";

export type RekeyOptions = FleetOptions & { wait?: boolean };
export type RekeyResult = { planned: number; done: number; failed: Failure[] };

/**
 * Rotation, first half: every guard accepts the two secrets in TENANT_SEAL_SECRET, the one in force and a new one. When
 * all do, and not before, processes that open tenants with the new one may start. Safe to interrupt and to run again.
 * @throws DomainError "rotation" unless there are two, one of them in force; "fleet-busy".
 */
export async function beginRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await withOwner("rekey begin", options, async (sql) => {
    const wanted = listSealCheckValues(options.sealSecret);
    assertBeginning(wanted, await listSealsInForce(sql));
    const total: RekeyResult = { planned: 0, done: 0, failed: [] };
    do {
      const { planned, done, failed } = await reseal(sql, options);
      total.planned += planned;
      total.done += done;
      total.failed.push(...failed);
      if (done < planned) return total;
    } while (!(await putInForce(sql, wanted, sealedBy(options.sealSecret))));
    return total;
  });
}

function assertBeginning(wanted: readonly string[], inForce: readonly string[]): void {
  if (wanted.length !== 2 || wanted[0] === wanted[1]) {
    throw new DomainError(
      "rotation",
      "TENANT_SEAL_SECRET must hold two secrets, the one in force and the new one, with a space between.",
    );
  }
  if (!inForce.every((value) => wanted.includes(value))) {
    throw new DomainError(
      "rotation",
      "A secret that is in force is missing from TENANT_SEAL_SECRET: tenants would be shut to it.",
    );
  }
}

/** Unless a tenant was made meanwhile that does not accept both. Waits for those that are being made. */
async function putInForce(sql: postgres.Sql, wanted: readonly string[], mark: string): Promise<boolean> {
  const outcome = await sql.begin(async (tx) => {
    await tx`lock table public.seal in share row exclusive mode`;
    if ((await listSealedOtherwise(tx, mark)).length > 0) return { done: false };
    for (const value of wanted)
      await tx`insert into public.seal (check_value) values (${value}) on conflict do nothing`;
    return { done: true };
  });
  return outcome.done;
}

/**
 * Rotation, second half: every guard accepts the new secret alone. A process with the old one can no longer start, and no
 * longer opens a tenant. Safe to interrupt and to run again.
 * @throws DomainError "rotation" unless TENANT_SEAL_SECRET holds the new one and no other; "seal-changed" when it is not in
 *   force; "fleet-busy".
 */
export async function finishRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await settle("finish", options);
}

/** The way back from the first half: every guard accepts the old secret alone. As for `finishRotation`, the other way round. */
export async function abortRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await settle("abort", options);
}

async function settle(phase: "finish" | "abort", options: RekeyOptions): Promise<RekeyResult> {
  return await withOwner(`rekey ${phase}`, options, async (sql) => {
    const [mine = ""] = listSealCheckValues(options.sealSecret);
    const inForce = await listSealsInForce(sql);
    assertSettling(phase, options.sealSecret, inForce);
    if (inForce.length === 1 && (await listSealedOtherwise(sql, mine)).length === 0) {
      throw new DomainError(
        "rotation",
        "No rotation is under way: TENANT_SEAL_SECRET is the one secret in force.",
      );
    }
    await sql`delete from public.seal where check_value <> ${mine}`;
    return await reseal(sql, options);
  });
}

function assertSettling(phase: "finish" | "abort", sealSecret: string, inForce: readonly string[]): void {
  const [mine, ...others] = listSealCheckValues(sealSecret);
  if (!mine || others.length > 0) {
    throw new DomainError("rotation", "TENANT_SEAL_SECRET must hold the one secret that stays.");
  }
  assertSeal(inForce, sealSecret);
  if (mine === (phase === "finish" ? inForce.at(-1) : inForce[0])) return;
  throw new DomainError(
    "rotation",
    phase === "finish"
      ? "TENANT_SEAL_SECRET is the old secret, and finish keeps the new one: roll all processes to it first, or go back with abort."
      : "TENANT_SEAL_SECRET is the new secret, and abort keeps the old one: roll all processes back to it first, or go on with finish.",
  );
}

async function reseal(sql: postgres.Sql, options: RekeyOptions): Promise<RekeyResult> {
  // A policy is changed in no time: who waits longer for a table makes its users wait as well.
  const { sealSecret, lockTimeout = "200ms", retries = 20 } = options;
  const mark = sealedBy(sealSecret);
  const tenants = await listSealedOtherwise(sql, mark);
  options.onPlan?.({ planned: tenants.length, target: 0 });
  const result: RekeyResult = { planned: tenants.length, done: 0, failed: [] };
  const connections = openConnections(options.ownerUrl, connectionCount(options, tenants));
  const batch = runBatch(tenants, {
    ...batchSettings({ ...options, retries }),
    connections,
    maxFailures: options.maxFailures ?? Number.POSITIVE_INFINITY,
    apply: (client, tenant) => resealTenant(client, tenant, { sealSecret, lockTimeout, mark }),
    onTenant: async (one) => {
      if (one.failure)
        result.failed.push(toFailure(one.tenant, new Error(one.failure.error), one.failure.attempts));
      else result.done += 1;
      options.onTenant?.(one);
    },
  });
  await batch.finally(() => closeConnections(connections));
  return result;
}

function listSealedOtherwise(sql: postgres.ISql, mark: string): Promise<FleetTenant[]> {
  return sql<FleetTenant[]>`
    select id, slug, schema_name as schema, schema_version as version from public.tenants
    where sealed_by <> ${mark} and status <> 'provisioning' order by slug`;
}

async function resealTenant(
  client: postgres.Sql,
  tenant: FleetTenant,
  { sealSecret, lockTimeout, mark }: { sealSecret: string; lockTimeout: string; mark: string },
): Promise<void> {
  await client.begin(async (tx) => {
    await tx`select set_config('lock_timeout', ${lockTimeout}, true)`;
    await tx`select from public.tenants where id = ${tenant.id} for no key update`;
    const tables = await listTables(tx, tenant.schema);
    const guarded = tables.filter((table) => guardedTables.includes(table));
    await tx.unsafe(resealStatements(tenant, sealSecret, guarded));
    await tx`update public.tenants set sealed_by = ${mark}, updated_at = now() where id = ${tenant.id}`;
  });
}

async function withOwner<T>(
  command: string,
  { ownerUrl, wait = false }: RekeyOptions,
  fn: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  return await withFleetLock({ ownerUrl, command, wait }, async () => {
    const sql = connectAsOwner(ownerUrl, `tenantry ${command}`);
    try {
      return await fn(sql);
    } finally {
      await sql.end({ timeout: 5 });
    }
  });
}
