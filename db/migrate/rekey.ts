import type postgres from "postgres";
import { DomainError } from "../errors.ts";
import { guardedTables, listSealCheckValues, listSealSecrets, resealStatements, sealedBy } from "../guard.ts";
import type { Behind } from "./apply.ts";
import { runWave } from "./fleet.ts";
import { connectAsOperator, withFleetLock } from "./operator.ts";
import { type FleetOptions, waveSettings } from "./run-fleet.ts";
import { type Failure, toFailure } from "./runs.ts";
import { assertSeal, listSealsInForce } from "./seal-check.ts";
import { listRelations, namesOf } from "./tenant-schema.ts";

export type RekeyOptions = FleetOptions & { wait?: boolean };
export type RekeyResult = { planned: number; done: number; failed: Failure[] };

/**
 * Rotation, first half: every guard accepts the two secrets in TENANT_SEAL_SECRET, the one in force and a new one. When
 * all do, and not before, processes that open tenants with the new one may start. Safe to interrupt and to run again.
 * @throws DomainError "rotation" unless there are two, one of them in force; "fleet-busy".
 */
export async function beginRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await asOperator("rekey begin", options, async (sql) => {
    const wanted = listSealCheckValues(options.sealSecret);
    const inForce = await listSealsInForce(sql);
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
    const result = await reseal(sql, options);
    if (result.done < result.planned) return result;
    for (const value of wanted)
      await sql`insert into public.seal (check_value) values (${value}) on conflict do nothing`;
    return result;
  });
}

/**
 * Rotation, second half, or the way back from the first: every guard accepts the one secret in TENANT_SEAL_SECRET alone.
 * A process with the other one can no longer start, and no longer opens a tenant. Safe to interrupt and to run again.
 * @throws DomainError "rotation" when there are two; "seal-changed" when it is not in force; "fleet-busy".
 */
export async function finishRotation(options: RekeyOptions): Promise<RekeyResult> {
  return await asOperator("rekey finish", options, async (sql) => {
    if (listSealSecrets(options.sealSecret).length !== 1) {
      throw new DomainError("rotation", "TENANT_SEAL_SECRET must hold the one secret that stays.");
    }
    assertSeal(await listSealsInForce(sql), options.sealSecret);
    const [mine = ""] = listSealCheckValues(options.sealSecret);
    await sql`delete from public.seal where check_value <> ${mine}`;
    return await reseal(sql, options);
  });
}

async function reseal(sql: postgres.Sql, options: RekeyOptions): Promise<RekeyResult> {
  const { sealSecret, lockTimeout = "2s" } = options;
  const mark = sealedBy(sealSecret);
  const tenants = await sql<Behind[]>`
    select id, slug, schema_name as schema, schema_version as version from public.tenants
    where sealed_by <> ${mark} and status <> 'provisioning' order by slug`;
  options.onPlan?.({ planned: tenants.length, target: 0 });
  const result: RekeyResult = { planned: tenants.length, done: 0, failed: [] };
  await runWave(tenants, {
    ...waveSettings(options),
    maxFailures: options.maxFailures ?? Number.POSITIVE_INFINITY,
    apply: (client, tenant) => resealTenant(client, tenant, { sealSecret, lockTimeout, mark }),
    onTenant: async (one) => {
      if (one.failure)
        result.failed.push(toFailure(one.tenant, new Error(one.failure.error), one.failure.attempts));
      else result.done += 1;
      options.onTenant?.(one);
    },
  });
  return result;
}

async function resealTenant(
  client: postgres.Sql,
  tenant: Behind,
  { sealSecret, lockTimeout, mark }: { sealSecret: string; lockTimeout: string; mark: string },
): Promise<void> {
  await client.begin(async (tx) => {
    await tx`select set_config('lock_timeout', ${lockTimeout}, true)`;
    await tx`select from public.tenants where id = ${tenant.id} for no key update`;
    const tables = namesOf(await listRelations(tx, tenant.schema), "rp");
    const guarded = tables.filter((table) => guardedTables.includes(table));
    await tx.unsafe(resealStatements(tenant, sealSecret, guarded));
    await tx`update public.tenants set sealed_by = ${mark}, updated_at = now() where id = ${tenant.id}`;
  });
}

async function asOperator<T>(
  command: string,
  { ownerUrl, wait = false }: RekeyOptions,
  fn: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  return await withFleetLock({ ownerUrl, command, wait }, async () => {
    const sql = connectAsOperator(ownerUrl, `tenantry ${command}`);
    try {
      return await fn(sql);
    } finally {
      await sql.end({ timeout: 5 });
    }
  });
}
