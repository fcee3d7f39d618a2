import type postgres from "postgres";
import { type Migration, readMigrations } from "#db/migrate/migration-files.ts";
import { listRelations, policyTerms, type RelationDetail } from "./relations.ts";
import { inScratchSchema, type Scratch } from "./scratch-schema.ts";
import { readDigests, readStructure } from "./structure.ts";
import { idInText, idInTree, placeholder } from "./templates.ts";

/** How one relation of every tenant should look; `policies` is their number. */
export type WantedRelation = Omit<RelationDetail, "schema" | "policies" | "constants"> & { policies: number };

/** How one policy should look. In trees and texts a placeholder stands for the tenant's id. */
export type WantedPolicy = {
  relation: string;
  name: string;
  terms: string;
  usingTree: string;
  checkTree: string;
  usingText: string;
  checkText: string;
};

/** A tenant as this release makes it: what every comparison of tenants compares with. */
export type Reference = {
  /** Of the tenant migrations. */
  version: number;
  /** Facet structure, by table: its digest, and the same in words. */
  structure: Map<string, { digest: string; lines: string[] }>;
  /** Facet grants: owner, kind, options, grants; and which relations there are. */
  relations: WantedRelation[];
  /** Facet guard. */
  policies: WantedPolicy[];
  /** The relations in words, for the report. */
  details: Map<string, RelationDetail>;
};

/** Reads the reference at a version of the tenant migrations, the newest by default. */
export type ReadReference = (version?: number) => Promise<Reference>;

/** Reads each version's reference once, when it is first asked for. */
export function referencesFor(sql: postgres.Sql, directory?: string): ReadReference {
  const files = readMigrations("tenant", directory);
  const references = new Map<number, Promise<Reference>>();
  return (version = files.length) => {
    const reference = references.get(version) ?? readReference(sql, files.slice(0, version));
    references.set(version, reference);
    return reference;
  };
}

async function readReference(sql: postgres.Sql, migrations: readonly Migration[]): Promise<Reference> {
  return await inScratchSchema(sql, migrations, async (tx, scratch) => {
    const details = await listRelations(tx, [scratch.schema]);
    const policies = await listPolicies(tx, scratch.schema);
    return {
      version: migrations.length,
      structure: await readTables(tx, scratch.schema),
      relations: details.map(({ schema: _, constants: __, ...detail }) => ({
        ...detail,
        policies: policies.filter(({ relation }) => relation === detail.relation).length,
      })),
      policies: policies.map((policy) => withPlaceholder(policy, scratch)),
      details: new Map(details.map((detail) => [detail.relation, detail])),
    };
  });
}

async function readTables(tx: postgres.ISql, schema: string): Promise<Reference["structure"]> {
  const digests = await readDigests(tx, [schema]);
  const lines = await readStructure(tx, [schema]);
  return new Map(
    digests.map(({ table, digest }) => [table, { digest, lines: lines.get(`${schema}.${table}`) ?? [] }]),
  );
}

function withPlaceholder(policy: WantedPolicy, { id }: Scratch): WantedPolicy {
  const [text, tree] = [idInText(id), idInTree(id)];
  return {
    ...policy,
    usingTree: policy.usingTree.replaceAll(tree, placeholder),
    checkTree: policy.checkTree.replaceAll(tree, placeholder),
    usingText: policy.usingText.replaceAll(text, placeholder),
    checkText: policy.checkText.replaceAll(text, placeholder),
  };
}

function listPolicies(tx: postgres.ISql, schema: string): Promise<WantedPolicy[]> {
  return tx.unsafe<WantedPolicy[]>(
    `select c.relname as relation, p.polname as name, ${policyTerms} as terms,
       coalesce(p.polqual::text, '') as "usingTree", coalesce(p.polwithcheck::text, '') as "checkTree",
       coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '') as "usingText",
       coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '') as "checkText"
     from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
     where c.relnamespace = '${schema}'::regnamespace`,
  );
}
