import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import { withFleetLock } from "#db/migrate/owner.ts";
import type { FleetTenant } from "#db/migrate/rollout/apply-step.ts";
import { closeConnections, openConnections } from "#db/migrate/rollout/connections.ts";
import { batchSettings, connectionCount, type RolloutOptions } from "#db/migrate/rollout/rollout.ts";
import type { Failure } from "#db/migrate/rollout/rollout-log.ts";
import { runBatch } from "#db/migrate/rollout/run-batch.ts";
import { listTables } from "#db/migrate/tenant-schema.ts";
import { guardedTables, listSealCheckValues, resealStatements, sealedBy } from "#db/tenant/guard.ts";
import { assertSeal, listSealsInForce } from "./seal-check.ts";

export type RekeyOptions = RolloutOptions & { wait?: boolean };
export type RekeyResult = { planned: number; done: number; failed: Failure[] };

/**
 * First half of a rotation: every guard accepts both secrets in TENANT_SEAL_SECRET, the one in force and a new one. Only
 * when all do, processes that open tenants with the new one may start. Safe to interrupt and to repeat.
 * @throws DomainError "rotation" unless there are two secrets, including each one in force; "fleet-busy".
 */
export async function beginRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await withFleetLock({ ...options, command: "rekey begin" }, async (sql) => {
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

/** Waits for tenants being provisioned. @returns false if one of them does not accept both secrets. */
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
 * Second half of a rotation: every guard accepts only the new secret. A process with the old one can neither start nor
 * open a tenant. Safe to interrupt and to repeat.
 * @throws DomainError "rotation" unless TENANT_SEAL_SECRET is the new secret alone; "seal-changed" when it is not in force;
 *   "fleet-busy".
 */
export async function finishRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await keepOne("finish", options);
}

/** Undoes the first half: every guard accepts only the old secret. Otherwise like `finishRotation`. */
export async function abortRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await keepOne("abort", options);
}

async function keepOne(phase: "finish" | "abort", options: RekeyOptions): Promise<RekeyResult> {
  return await withFleetLock({ ...options, command: `rekey ${phase}` }, async (sql) => {
    const [mine = ""] = listSealCheckValues(options.sealSecret);
    const inForce = await listSealsInForce(sql);
    assertKeeping(phase, options.sealSecret, inForce);
    if (inForce.length === 1 && (await listSealedOtherwise(sql, mine)).length === 0) {
      throw new DomainError(
        "rotation",
        "No rotation is under way: TENANT_SEAL_SECRET is the only secret in force.",
      );
    }
    await sql`delete from public.seal where check_value <> ${mine}`;
    return await reseal(sql, options);
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

async function reseal(sql: postgres.Sql, options: RekeyOptions): Promise<RekeyResult> {
  // Changing a policy takes no time, but users of the table queue behind a statement that waits for its lock.
  const { sealSecret, lockTimeout = "200ms", retries = 20, maxFailures = Number.POSITIVE_INFINITY } = options;
  const mark = sealedBy(sealSecret);
  const tenants = await listSealedOtherwise(sql, mark);
  options.onPlan?.({ planned: tenants.length, target: 0 });
  const result: RekeyResult = { planned: tenants.length, done: 0, failed: [] };
  const connections = openConnections(options.ownerUrl, connectionCount(options, tenants));
  const batch = runBatch(tenants, {
    ...batchSettings({ ...options, retries }),
    connections,
    maxFailures,
    apply: (client, tenant) => resealTenant(client, tenant, { sealSecret, lockTimeout, mark }),
    onTenant: async (one) => {
      if (one.failure) result.failed.push(one.failure);
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
