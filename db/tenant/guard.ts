import { createHash, createHmac } from "node:crypto";
import { tenantTables } from "#db/tables.ts";

/** What tenantry_app may do with each table of a tenant. The engine's own table is closed to it. */
const appGrants: Record<string, string> = {
  ...Object.fromEntries(Object.entries(tenantTables).map(([table, { app }]) => [table, app])),
  _migrations: "",
};

/** The tables a tenant may have. */
export const guardedTables: readonly string[] = Object.keys(appGrants);

/**
 * The key that opens a tenant: HMAC-SHA256 of the tenant's id under TENANT_SEAL_SECRET, in hex.
 * It is computed where it is needed and stored nowhere; the database holds only its hash, inside the policies.
 * @param sealSecret the first of two, in the middle of a rotation.
 */
export function sealTenantKey(sealSecret: string, tenantId: string): string {
  return keyUnder(listSealSecrets(sealSecret)[0] ?? "", tenantId);
}

/** The secrets in TENANT_SEAL_SECRET. The first opens tenants; guards that are put on accept each of them. */
export function listSealSecrets(sealSecret: string): string[] {
  return sealSecret.split(/\s+/).filter(Boolean);
}

/** SHA-256, in hex and in order, of each key that a guard put on with these secrets accepts. */
export function listKeyHashes(sealSecret: string, tenantId: string): string[] {
  return listSealSecrets(sealSecret)
    .map((secret) => createHash("sha256").update(keyUnder(secret, tenantId), "utf8").digest("hex"))
    .sort();
}

/** Values that tell whether two processes have the same secrets, and open nothing. */
export function listSealCheckValues(sealSecret: string): string[] {
  return listSealSecrets(sealSecret).map((secret) =>
    createHmac("sha256", secret).update("check value").digest("hex"),
  );
}

/** What stands in `public.tenants.sealed_by` for a guard that accepts these secrets. */
export function sealedBy(sealSecret: string): string {
  return listSealCheckValues(sealSecret).sort().join(" ");
}

function keyUnder(secret: string, tenantId: string): string {
  return createHmac("sha256", secret).update(`tenant:${tenantId}`).digest("hex");
}

/**
 * The SQL that puts the guard on tables of one tenant schema: row-level security, enabled and forced, a permissive
 * and a RESTRICTIVE policy with the same condition (for rows that are written, too: without WITH CHECK, USING is it), and
 * an explicit list of grants. May be sent again: it replaces.
 * In the middle of a rotation it accepts both secrets' keys.
 * @throws when a table is not on the list of grants.
 */
export function guardStatements(
  tenant: { id: string; schema: string },
  sealSecret: string,
  tables: readonly string[],
): string {
  const condition = guardCondition(tenant.id, sealSecret);
  return tables.map((table) => guardTable(tenant.schema, table, condition)).join("\n");
}

/**
 * The same guard for tables that were made in this transaction, in fewer and cheaper steps: nothing is there to be
 * replaced, and policies that are switched on last are not read again after each step. Not to be sent again.
 * @throws when a table is not on the list of grants.
 */
export function guardNewTables(
  tenant: { id: string; schema: string },
  sealSecret: string,
  tables: readonly string[],
): string {
  if (tables.length === 0) return "";
  const condition = guardCondition(tenant.id, sealSecret);
  const named = tables.map((table) => ({ name: nameIn(tenant.schema, table), grants: grantsOf(table) }));
  const all = named.map(({ name }) => name).join(", ");
  return `
    revoke all on ${all} from public, tenantry_app, tenantry_web, tenantry_backup;
    grant select on ${all} to tenantry_backup;
    ${named.map(({ name, grants }) => grants && `grant ${grants} on ${name} to tenantry_app;`).join("\n")}
    do $do$ begin
      ${named.flatMap(({ name }) => createPolicies(name, condition)).join("\n")}
    end $do$;
    ${named.map(({ name }) => `alter table ${name} enable row level security, force row level security;`).join("\n")}`;
}

/** The SQL that makes guards that are there accept these secrets and no others: at no moment is there none. */
export function resealStatements(
  tenant: { id: string; schema: string },
  sealSecret: string,
  tables: readonly string[],
): string {
  const condition = guardCondition(tenant.id, sealSecret);
  return tables
    .map((table) => {
      const name = nameIn(tenant.schema, table);
      return `${alone(policyStatement(`alter policy tenant_rows on ${name}`, condition))}
        ${alone(policyStatement(`alter policy tenant_guard on ${name}`, condition))}`;
    })
    .join("\n");
}

export function quoteName(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`"${name}" is not a name for a schema or table`);
  return `"${name}"`;
}

/**
 * The subselect is evaluated once a statement, not once a row. Its two columns make of it two equations with one constant,
 * which PostgreSQL, unlike a single one, puts before the scan as a One-Time Filter: for anybody else not even an index is
 * looked into, so nothing can be told from what a scan costs. Both policies have the same words: of conditions that are
 * equal PostgreSQL keeps one, so that a query pays for one. The id and the hash are constants of the policy; an injected id
 * fails without the key, and the key cannot be made from the hash.
 */
function guardCondition(tenantId: string, sealSecret: string): string {
  if (!/^[0-9a-f-]{36}$/.test(tenantId)) throw new Error(`"${tenantId}" is not a tenant id`);
  const hashes = listKeyHashes(sealSecret, tenantId).map((hash) => `'\\x${hash}'::bytea`);
  return `(1, 1) = (select 1, 1 where pg_catalog.current_setting('app.tenant_id', true) = '${tenantId}'
    and pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.current_setting('app.tenant_key', true), 'UTF8')) in (${hashes.join(", ")}))`;
}

function guardTable(schema: string, table: string, condition: string): string {
  const grants = grantsOf(table);
  const name = nameIn(schema, table);
  return `
    alter table ${name} enable row level security, force row level security;
    drop policy if exists tenant_rows on ${name};
    drop policy if exists tenant_guard on ${name};
    ${createPolicies(name, condition).map(alone).join("\n")}
    revoke all on ${name} from public, tenantry_app, tenantry_web, tenantry_backup;
    grant select on ${name} to tenantry_backup;
    ${grants && `grant ${grants} on ${name} to tenantry_app;`}`;
}

function grantsOf(table: string): string {
  const grants = appGrants[table];
  if (grants !== undefined) return grants;
  throw new Error(
    `The table ${table} is not listed in db/tables.ts: add it there, with the grants of tenantry_app`,
  );
}

function nameIn(schema: string, table: string): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}

function createPolicies(name: string, condition: string): string[] {
  return [
    policyStatement(`create policy tenant_rows on ${name} for all to public`, condition),
    policyStatement(`create policy tenant_guard on ${name} as restrictive for all to public`, condition),
  ];
}

/**
 * Up to version 16 PostgreSQL stores with an expression where in its statement each part stood. Run on its own (by
 * EXECUTE) and with the condition at a fixed place, the statement leaves the same tree on every table, and the audit can
 * compare trees; writing them out takes it many times longer.
 */
function policyStatement(head: string, condition: string): string {
  return `execute $policy$${head.padEnd(220)} using (${condition})$policy$;`;
}

function alone(statement: string): string {
  return `do $do$ begin ${statement} end $do$;`;
}
