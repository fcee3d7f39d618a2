import type postgres from "postgres";
import { listKeyHashes } from "../guard.ts";
import { readMigrations } from "../migrate/migration-files.ts";
import type { Finding } from "./finding.ts";
import { type Reference, readReference } from "./reference.ts";
import { listShapeDetails, listShapes, type Shape, type ShapeDetail } from "./shapes.ts";

type TenantRow = { id: string; slug: string; schema: string; schema_version: number };

/** Every relation of every tenant against the reference, and every key's hash against the seal secret. */
export async function auditTenants(sql: postgres.Sql, sealSecret: string): Promise<Finding[]> {
  const tenants = await sql<TenantRow[]>`
    select id, slug, schema_name as schema, schema_version from public.tenants where status <> 'provisioning'`;
  const reference = await readReference(sql, sealSecret);
  const shapes = Map.groupBy(await listShapes(sql), ({ schema }) => schema);
  return [
    ...tenants.flatMap((tenant) => compareRelations(tenant, shapes.get(tenant.schema) ?? [], reference)),
    ...(await explainDifferences(sql, [...shapes.values()].flat(), reference)),
    ...compareHashes(tenants, shapes, sealSecret),
    ...(await findStraySchemas(sql)),
    ...(await findRoutines(sql)),
  ];
}

/** What is missing from a tenant, and what does not belong there. One that is behind may lack what is new. */
function compareRelations(tenant: TenantRow, shapes: Shape[], { digests }: Reference): Finding[] {
  const present = new Set(shapes.map(({ relation }) => relation));
  const isCurrent = tenant.schema_version >= readMigrations("tenant").length;
  const missing = isCurrent ? [...digests.keys()].filter((relation) => !present.has(relation)) : [];
  const stray = [...present].filter((relation) => !digests.has(relation));
  return [
    ...missing.map((relation) => ({ where: `${tenant.schema}.${relation}`, problem: "is missing" })),
    ...stray.map((relation) => ({
      where: `${tenant.schema}.${relation}`,
      problem: "is not on the list of tables",
    })),
  ];
}

async function explainDifferences(
  sql: postgres.Sql,
  shapes: Shape[],
  reference: Reference,
): Promise<Finding[]> {
  const different = shapes.filter(
    ({ relation, digest }) => (reference.digests.get(relation) ?? digest) !== digest,
  );
  if (different.length === 0) return [];
  const names = new Set(different.map(({ schema, relation }) => `${schema}.${relation}`));
  const details = await listShapeDetails(sql, {
    schemas: [...new Set(different.map(({ schema }) => schema))],
    id: "",
  });
  return details
    .filter(({ schema, relation }) => names.has(`${schema}.${relation}`))
    .flatMap((detail) => explain(detail, reference.details.get(detail.relation)));
}

const aspects = {
  kind: "kind",
  owner: "owner",
  rowSecurity: "row-level security",
  policies: "policies",
  grants: "grants",
  options: "options",
} as const;

function explain(found: ShapeDetail, wanted: ShapeDetail | undefined): Finding[] {
  const keys = Object.keys(aspects) as (keyof typeof aspects)[];
  return keys
    .filter((key) => found[key] !== wanted?.[key])
    .map((key) => ({
      where: `${found.schema}.${found.relation}`,
      problem: `${aspects[key]} are not as they should be`,
      found: found[key],
      wanted: wanted?.[key] ?? "",
    }));
}

function compareHashes(
  tenants: readonly TenantRow[],
  shapes: Map<string, Shape[]>,
  sealSecret: string,
): Finding[] {
  return tenants.flatMap(({ id, schema }) => {
    const wanted = listKeyHashes(sealSecret, id).sort();
    const isRight = (shapes.get(schema)?.[0]?.hashes ?? []).join() === wanted.join();
    return isRight ? [] : [{ where: schema, problem: "has policies with the hash of another key" }];
  });
}

async function findStraySchemas(sql: postgres.Sql): Promise<Finding[]> {
  const rows = await sql<{ name: string; problem: string }[]>`
    select n.nspname as name, 'is a schema of no tenant' as problem from pg_catalog.pg_namespace n
    where n.nspname like 'tenant\\_%' and not exists (select from public.tenants t where t.schema_name = n.nspname)
    union all
    select n.nspname, 'is owned by ' || pg_catalog.pg_get_userbyid(n.nspowner) from pg_catalog.pg_namespace n
    where n.nspname like 'tenant\\_%' and pg_catalog.pg_get_userbyid(n.nspowner) <> 'tenantry_owner'
    union all
    select n.nspname, 'grants more than its use: ' || n.nspacl::text from pg_catalog.pg_namespace n
    cross join lateral pg_catalog.aclexplode(n.nspacl) as acl
    where n.nspname like 'tenant\\_%' and acl.grantee <> n.nspowner and (acl.privilege_type <> 'USAGE'
      or acl.grantee = 0 or pg_catalog.pg_get_userbyid(acl.grantee) not in ('tenantry_app', 'tenantry_backup'))`;
  return rows.map(({ name, problem }) => ({ where: name, problem }));
}

/** A tenant schema has no functions. Elsewhere, SECURITY DEFINER is for the doors in `app`, with a search_path of their own. */
async function findRoutines(sql: postgres.Sql): Promise<Finding[]> {
  const rows = await sql<{ name: string; problem: string }[]>`
    select p.oid::regprocedure::text as name,
      case when n.nspname like 'tenant\\_%' then 'is a function in a tenant schema'
        else 'is SECURITY DEFINER outside app, or without a search_path of its own' end as problem
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname like 'tenant\\_%'
      or (p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')
        and (n.nspname <> 'app' or not coalesce(p.proconfig::text, '') like '%search_path=%'))`;
  return rows.map(({ name, problem }) => ({ where: name, problem }));
}
