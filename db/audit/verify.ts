import type postgres from "postgres";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import type { FleetTenant } from "#db/migrate/rollout/apply-step.ts";
import { listTenants } from "#db/migrate/rollout/status.ts";
import { buildTenantSchema } from "#db/migrate/tenant-schema.ts";
import { auditGuards } from "./audit-guards.ts";
import type { Finding } from "./finding.ts";
import { readDigests, readStructure, type TableDigest } from "./structure.ts";

/** What one table has that it should not have, and lacks that it should have, in words. */
export type Drift = { slug: string; table: string; extra: string[]; missing: string[] };
export type VerifyResult = { tenants: number; drift: Drift[]; findings: Finding[] };

/**
 * Compares the structure of tenants with a schema that is made for it, at each tenant's own version, and taken back;
 * then audits the guards of the whole fleet. Set-based; changes nothing.
 * @throws DomainError "no-tenant" for a slug that nobody has.
 */
export async function verifyFleet(options: {
  ownerUrl: string;
  sealSecret: string;
  tenants?: readonly string[];
  /** Where the files are, for tests. */
  directory?: string;
}): Promise<VerifyResult> {
  const sql = connectAsOwner(options.ownerUrl, "tenantry verify", 2);
  try {
    const tenants = await listTenants(sql, { below: 2 ** 31 - 1 }, options.tenants);
    // Each has a connection, and so a processor, of its own.
    const [drift, findings] = await Promise.all([
      compareAll(sql, options, tenants),
      auditGuards(sql, options.sealSecret),
    ]);
    const chosen = new Set(tenants.map(({ schema }) => schema));
    const isChosen = ({ where }: Finding) => !options.tenants || chosen.has(where.split(".")[0] ?? "");
    return { tenants: tenants.length, drift, findings: findings.filter(isChosen) };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function compareAll(
  sql: postgres.Sql,
  options: { sealSecret: string; directory?: string },
  tenants: readonly FleetTenant[],
): Promise<Drift[]> {
  const drift: Drift[] = [];
  for (const [version, group] of Map.groupBy(tenants, (tenant) => tenant.version))
    drift.push(...(await compare(sql, options, version, group)));
  return drift;
}

/** The tenants of one version against what its migrations make. */
export async function compare(
  sql: postgres.Sql,
  { sealSecret, directory }: { sealSecret: string; directory?: string },
  version: number,
  tenants: readonly FleetTenant[],
): Promise<Drift[]> {
  const reference = { id: Bun.randomUUIDv7(), schema: `tenant_reference_${Bun.randomUUIDv7().slice(-12)}` };
  let drift: Drift[] = [];
  const undone = new Error("undone");
  await sql
    .begin("isolation level repeatable read", async (tx) => {
      await buildTenantSchema(
        tx,
        reference,
        sealSecret,
        readMigrations("tenant", directory).slice(0, version),
      );
      await tx`select set_config('search_path', 'pg_catalog', true), set_config('statement_timeout', '0', true)`;
      drift = await findDrift(tx, reference.schema, tenants);
      throw undone;
    })
    .catch((error) => {
      if (error !== undone) throw error;
    });
  return drift;
}

async function findDrift(
  tx: postgres.TransactionSql,
  reference: string,
  tenants: readonly FleetTenant[],
): Promise<Drift[]> {
  const slugs = new Map(tenants.map(({ schema, slug }) => [schema, slug]));
  const suspects = listSuspects(await readDigests(tx, [reference, ...slugs.keys()]), reference, [
    ...slugs.keys(),
  ]);
  if (suspects.length === 0) return [];
  // A whole fleet may differ in the same way: what has the same digest is put in words once.
  const examples = new Map(suspects.map((suspect) => [`${suspect.table} ${suspect.digest}`, suspect.schema]));
  const lines = await readStructure(tx, [reference, ...new Set(examples.values())]);
  const drift = suspects.map(({ schema, table, digest }) => {
    const is = lines.get(`${examples.get(`${table} ${digest}`)}.${table}`) ?? [];
    const should = lines.get(`${reference}.${table}`) ?? [];
    return {
      slug: slugs.get(schema) ?? schema,
      table,
      extra: is.filter((line) => !should.includes(line)),
      missing: should.filter((line) => !is.includes(line)),
    };
  });
  return drift.filter(({ extra, missing }) => extra.length + missing.length > 0);
}

/** The tables whose digest is not the reference's, among them those that are missing: these have none. */
function listSuspects(
  digests: readonly TableDigest[],
  reference: string,
  schemas: readonly string[],
): { schema: string; table: string; digest: string | undefined }[] {
  const bySchema = Map.groupBy(digests, ({ schema }) => schema);
  const digestsOf = (schema: string) =>
    new Map(bySchema.get(schema)?.map(({ table, digest }) => [table, digest]));
  const wanted = digestsOf(reference);
  return schemas.flatMap((schema) => {
    const found = digestsOf(schema);
    const tables = [...new Set([...wanted.keys(), ...found.keys()])].sort();
    return tables
      .map((table) => ({ schema, table, digest: found.get(table) }))
      .filter(({ table, digest }) => digest !== wanted.get(table));
  });
}
