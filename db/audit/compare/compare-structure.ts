import type postgres from "postgres";
import type { FleetTenant } from "#db/migrate/rollout/apply-step.ts";
import type { Drift } from "../finding.ts";
import type { ReadReference, Reference } from "./reference.ts";
import { readDigests, readStructure } from "./structure.ts";

/** Compares the structure of tenants with the reference of each tenant's own version. Changes nothing. */
export async function compareStructure(
  sql: postgres.Sql,
  tenants: readonly FleetTenant[],
  readReference: ReadReference,
): Promise<Drift[]> {
  const drift: Drift[] = [];
  for (const [version, group] of Map.groupBy(tenants, (tenant) => tenant.version)) {
    const reference = await readReference(version);
    const found = await sql.begin("isolation level repeatable read read only", async (tx) => {
      await tx`select set_config('search_path', 'pg_catalog', true)`;
      return await findDrift(tx, group, reference);
    });
    drift.push(...(found as Drift[]));
  }
  return drift;
}

async function findDrift(
  tx: postgres.ISql,
  tenants: readonly FleetTenant[],
  { structure }: Reference,
): Promise<Drift[]> {
  const slugs = new Map(tenants.map(({ schema, slug }) => [schema, slug]));
  const suspects = await listSuspects(tx, [...slugs.keys()], structure);
  if (suspects.length === 0) return [];
  // A whole fleet may differ in the same way: each digest is read in words once.
  const examples = new Map(suspects.map((suspect) => [`${suspect.table} ${suspect.digest}`, suspect.schema]));
  const words = await readStructure(tx, [...new Set(examples.values())]);
  const drift = suspects.map(({ schema, table, digest }) => {
    const found = words.get(`${examples.get(`${table} ${digest}`)}.${table}`) ?? [];
    const wanted = structure.get(table)?.lines ?? [];
    return {
      slug: slugs.get(schema) ?? schema,
      table,
      extra: found.filter((line) => !wanted.includes(line)),
      missing: wanted.filter((line) => !found.includes(line)),
    };
  });
  return drift.filter(({ extra, missing }) => extra.length + missing.length > 0);
}

type Suspect = { schema: string; table: string; digest: string | undefined };

/** The tables whose digest is not the reference's. A table that is missing has no digest. */
async function listSuspects(
  tx: postgres.ISql,
  schemas: readonly string[],
  wanted: Reference["structure"],
): Promise<Suspect[]> {
  const bySchema = Map.groupBy(await readDigests(tx, schemas), ({ schema }) => schema);
  return schemas.flatMap((schema) => {
    const found = new Map(bySchema.get(schema)?.map(({ table, digest }) => [table, digest]));
    const tables = [...new Set([...wanted.keys(), ...found.keys()])].sort();
    return tables
      .map((table) => ({ schema, table, digest: found.get(table) }))
      .filter(({ table, digest }) => digest !== wanted.get(table)?.digest);
  });
}
