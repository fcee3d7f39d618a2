import type postgres from "postgres";
import { readMigrations } from "../migrate/migration-files.ts";
import { buildTenantSchema } from "../migrate/tenant-schema.ts";
import { listShapeDetails, listShapes, type ShapeDetail } from "./shapes.ts";

export type Reference = { digests: Map<string, string>; details: Map<string, ShapeDetail> };

/**
 * How the relations of a tenant look when they are as this release makes them: read off a schema that is made for it,
 * in a transaction that is rolled back.
 * @param sql a connection of tenantry_owner.
 */
export async function readReference(sql: postgres.Sql, sealSecret: string): Promise<Reference> {
  const tenant = { id: Bun.randomUUIDv7(), schema: `tenant_reference_${Bun.randomUUIDv7().slice(-12)}` };
  let reference: Reference | undefined;
  await sql
    .begin(async (tx) => {
      await buildTenantSchema(tx, tenant, sealSecret, readMigrations("tenant"));
      const scope = { schemas: [tenant.schema], id: tenant.id };
      const shapes = await listShapes(tx, scope);
      const details = await listShapeDetails(tx, scope);
      reference = {
        digests: new Map(shapes.map(({ relation, digest }) => [relation, digest])),
        details: new Map(details.map((detail) => [detail.relation, detail])),
      };
      throw rolledBack;
    })
    .catch((error: unknown) => {
      if (error !== rolledBack) throw error;
    });
  if (!reference) throw new Error("The reference schema could not be read");
  return reference;
}

const rolledBack = new Error("the reference is never kept");
