import type postgres from "postgres";
import { listKeyHashes } from "#db/tenant/guard.ts";
import { readMigrations } from "../migrate/migration-files.ts";
import { buildTenantSchema } from "../migrate/tenant-schema.ts";
import { listShapeDetails, type ShapeDetail } from "./shapes.ts";
import { templatesFor, valuesFor } from "./templates.ts";

/** What is wanted of one relation of every tenant; `policies` is how many guard it. */
export type WantedRelation = Omit<ShapeDetail, "schema" | "policies"> & { policies: number };

/** What is wanted of one policy. Trees and texts have the places of a tenant's id and hashes marked for `format`. */
export type WantedPolicy = {
  relation: string;
  name: string;
  terms: string;
  usingTree: string;
  checkTree: string;
  usingText: string;
  checkText: string;
};

export type Reference = {
  /** How this server writes a byte over 127 in a tree. */
  signedBytes: boolean;
  relations: WantedRelation[];
  policies: WantedPolicy[];
  /** In full, for a person to compare with. */
  details: Map<string, ShapeDetail>;
};

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
      const details = await listShapeDetails(tx, [tenant.schema]);
      const found = await listPolicies(tx, tenant.schema);
      const hashes = listKeyHashes(sealSecret, tenant.id);
      const [, hash = ""] = valuesFor(tenant.id, hashes, true).trees;
      const signedBytes = found.some(({ usingTree }) => usingTree.includes(hash));
      const mark = templatesFor(valuesFor(tenant.id, hashes, signedBytes));
      reference = {
        signedBytes,
        relations: details.map(({ schema, policies, ...detail }) => ({
          ...detail,
          policies: found.filter(({ relation }) => relation === detail.relation).length,
        })),
        policies: found.map((policy) => ({
          ...policy,
          usingTree: mark.tree(policy.usingTree),
          checkTree: mark.tree(policy.checkTree),
          usingText: mark.text(policy.usingText),
          checkText: mark.text(policy.checkText),
        })),
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

async function listPolicies(tx: postgres.ISql, schema: string): Promise<WantedPolicy[]> {
  return [
    ...(await tx<WantedPolicy[]>`
      select c.relname as relation, p.polname as name, concat_ws(' ', p.polpermissive, p.polcmd, p.polroles::text) as terms,
        coalesce(p.polqual::text, '') as "usingTree", coalesce(p.polwithcheck::text, '') as "checkTree",
        coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '') as "usingText",
        coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '') as "checkText"
      from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
      where c.relnamespace = ${schema}::regnamespace`),
  ];
}
