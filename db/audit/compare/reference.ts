import type postgres from "postgres";
import { type Migration, readMigrations } from "#db/migrate/migration-files.ts";
import { listKnown, listSealsInForce } from "#db/migrate/seal/seal-check.ts";
import { listKeyHashes } from "#db/tenant/guard.ts";
import { listRelations, policyTerms, type RelationDetail } from "./relations.ts";
import { inScratchSchema, type Scratch } from "./scratch-schema.ts";
import { readDigests, readStructure } from "./structure.ts";
import { templatesFor, valuesFor } from "./templates.ts";

/** How one relation of every tenant should look; `policies` is their number. */
export type WantedRelation = Omit<RelationDetail, "schema" | "policies" | "constants"> & { policies: number };

/** How one policy should look. In trees and texts the tenant's id and hashes are placeholders of `format`. */
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
  /** The secrets that every guard has to accept. */
  sealSecret: string;
  /** Facet structure, by table: its digest, and the same in words. */
  structure: Map<string, { digest: string; lines: string[] }>;
  /** Facet grants: owner, kind, options, grants; and which relations there are. */
  relations: WantedRelation[];
  /** Facet guard. */
  policies: WantedPolicy[];
  /** How this server writes a byte over 127 in a tree: as its C compiler's char, which is signed on x86 and not on ARM. */
  signedBytes: boolean;
  /** The relations in words, for the report. */
  details: Map<string, RelationDetail>;
};

/** Reads the reference at a version of the tenant migrations, the newest by default. */
export type ReadReference = (version?: number) => Promise<Reference>;

/** Reads each version's reference once, when it is first asked for. */
export function referencesFor(sql: postgres.Sql, sealSecret: string, directory?: string): ReadReference {
  const files = readMigrations("tenant", directory);
  const references = new Map<number, Promise<Reference>>();
  return (version = files.length) => {
    const reference = references.get(version) ?? readReference(sql, sealSecret, files.slice(0, version));
    references.set(version, reference);
    return reference;
  };
}

async function readReference(
  sql: postgres.Sql,
  given: string,
  migrations: readonly Migration[],
): Promise<Reference> {
  const sealSecret = listKnown(await listSealsInForce(sql), given).join(" ") || given;
  return await inScratchSchema(sql, { sealSecret, migrations }, async (tx, scratch) => {
    const details = await listRelations(tx, [scratch.schema]);
    const policies = await listPolicies(tx, scratch.schema);
    return {
      version: migrations.length,
      sealSecret,
      structure: await readTables(tx, scratch.schema),
      relations: details.map(({ schema: _, constants: __, ...detail }) => ({
        ...detail,
        policies: policies.filter(({ relation }) => relation === detail.relation).length,
      })),
      ...withPlaceholders(policies, scratch, sealSecret),
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

function withPlaceholders(
  policies: readonly WantedPolicy[],
  { id }: Scratch,
  sealSecret: string,
): Pick<Reference, "policies" | "signedBytes"> {
  const hashes = listKeyHashes(sealSecret, id);
  const [, signedHash = ""] = valuesFor(id, hashes, true).trees;
  const signedBytes = policies.some(({ usingTree }) => usingTree.includes(signedHash));
  const mark = templatesFor(valuesFor(id, hashes, signedBytes));
  return {
    signedBytes,
    policies: policies.map((policy) => ({
      ...policy,
      usingTree: mark.tree(policy.usingTree),
      checkTree: mark.tree(policy.checkTree),
      usingText: mark.text(policy.usingText),
      checkText: mark.text(policy.checkText),
    })),
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
