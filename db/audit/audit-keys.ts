import type postgres from "postgres";
import { listKnown, listSealsInForce } from "#db/migrate/seal/seal-check.ts";
import { listKeyHashes, listSealSecrets } from "#db/tenant/guard.ts";
import type { Finding } from "./finding.ts";

/** Audits what opens tenants: every tenant accepts exactly the keys of the secrets in force, and only the owner reads them. */
export async function auditKeys(sql: postgres.Sql, given: string): Promise<Finding[]> {
  const inForce = await listSealsInForce(sql);
  const sealSecret = listKnown(inForce, given).join(" ") || given;
  const lacksOne = listSealSecrets(sealSecret).length === 1 && inForce.length > 1;
  return [
    ...(lacksOne ? [{ where: "TENANT_SEAL_SECRET", problem: "lacks the other secret of the rotation" }] : []),
    ...(await auditHashes(sql, sealSecret)),
    ...(await auditPassSecret(sql)),
  ];
}

async function auditHashes(sql: postgres.Sql, sealSecret: string): Promise<Finding[]> {
  const tenants = await sql<{ id: string; schema: string; hashes: string | null }[]>`
    select id, schema_name as schema,
      (select string_agg(encode(hash, 'hex'), ' ' order by hash) from unnest(key_hashes) as hash) as hashes
    from public.tenants where status <> 'provisioning' order by schema_name`;
  return tenants.flatMap(({ id, schema, hashes }) => {
    const [found, wanted] = [hashes?.split(" ") ?? [], listKeyHashes(sealSecret, id)];
    const problems = {
      "accepts a key that no secret in force makes": found.some((hash) => !wanted.includes(hash)),
      "does not accept the key of a secret in force": wanted.some((hash) => !found.includes(hash)),
    };
    return Object.entries(problems).flatMap(([problem, isSo]) => (isSo ? [{ where: schema, problem }] : []));
  });
}

/** With the secret, SQL could compute the pass of any tenant. */
async function auditPassSecret(sql: postgres.Sql): Promise<Finding[]> {
  const rows = await sql<Finding[]>`
    select 'public.pass_secrets' as where, 'has an old secret that does not expire' as problem
    where exists (select from public.pass_secrets where replaced_at > now() + interval '1 minute')
    union all
    select 'public.pass_secrets', pg_catalog.pg_get_userbyid(acl.grantee) || ' has ' || lower(acl.privilege_type)
    from pg_catalog.pg_class c cross join lateral pg_catalog.aclexplode(c.relacl) as acl
    where c.oid = 'public.pass_secrets'::regclass and acl.grantee <> c.relowner
    union all
    select 'public.pass_secrets', 'grants a column: ' || a.attacl::text from pg_catalog.pg_attribute a
    where a.attrelid = 'public.pass_secrets'::regclass and a.attacl is not null`;
  return rows.map((row) => ({ ...row }));
}
