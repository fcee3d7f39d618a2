import { createHash, createHmac } from "node:crypto";
import { tenantTables } from "#db/tables.ts";

/** The privileges of tenantry_app on each table of a tenant. It has none on the engine's own table. */
const appGrants: Record<string, string> = {
  ...Object.fromEntries(Object.entries(tenantTables).map(([table, { app }]) => [table, app])),
  _migrations: "",
};

/** The tables a tenant may have. */
export const guardedTables: readonly string[] = Object.keys(appGrants);

/**
 * The key that opens a tenant: HMAC-SHA256 of the tenant's id under TENANT_SEAL_SECRET, in hex.
 * It is computed where it is needed and stored nowhere; the database holds only its hash, in the tenant's row.
 * @param sealSecret during a rotation the first of the two counts.
 */
export function sealTenantKey(sealSecret: string, tenantId: string): string {
  return keyUnder(listSealSecrets(sealSecret)[0] ?? "", tenantId);
}

/** The secrets in TENANT_SEAL_SECRET. The first opens tenants; a new tenant accepts all of them. */
export function listSealSecrets(sealSecret: string): string[] {
  return sealSecret.split(/\s+/).filter(Boolean);
}

/** The value of `public.tenants.key_hashes` for these secrets: SHA-256 of each key, in hex and sorted. */
export function listKeyHashes(sealSecret: string, tenantId: string): string[] {
  return listSealSecrets(sealSecret)
    .map((secret) => createHash("sha256").update(keyUnder(secret, tenantId), "utf8").digest("hex"))
    .sort();
}

/** Values that show whether two processes have the same secrets, but open no tenant. */
export function listSealCheckValues(sealSecret: string): string[] {
  return listSealSecrets(sealSecret).map((secret) =>
    createHmac("sha256", secret).update("check value").digest("hex"),
  );
}

function keyUnder(secret: string, tenantId: string): string {
  return createHmac("sha256", secret).update(`tenant:${tenantId}`).digest("hex");
}

/**
 * The SQL that guards tables of one tenant schema: row-level security, enabled and forced, a permissive and a RESTRICTIVE
 * policy with the same condition (without WITH CHECK, USING applies to written rows too), and an explicit list of grants.
 * Safe to repeat: it replaces what is there.
 * @throws when a table is not on the list of grants.
 */
export function guardStatements(tenant: { id: string; schema: string }, tables: readonly string[]): string {
  const condition = guardCondition(tenant.id);
  return tables.map((table) => guardTable(tenant.schema, table, condition)).join("\n");
}

/**
 * The same guard for tables created in this transaction, in fewer and cheaper steps: there is nothing to replace, and
 * because row-level security is enabled last, PostgreSQL does not reload the policies after each step. Not repeatable.
 * @throws when a table is not on the list of grants.
 */
export function guardNewTables(tenant: { id: string; schema: string }, tables: readonly string[]): string {
  if (tables.length === 0) return "";
  const condition = guardCondition(tenant.id);
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

export function quoteName(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`"${name}" is not a name for a schema or table`);
  return `"${name}"`;
}

/**
 * The subselect is evaluated once per statement, not per row. Its two columns make two equations with a constant, which
 * PostgreSQL, unlike a single one, evaluates before the scan as a One-Time Filter: for a foreign tenant it does not even
 * read an index, so the cost of a scan reveals nothing. Both policies have the same text: PostgreSQL evaluates one of two
 * equal conditions, so a query pays once. The id is a constant of the policy; one that SQL sets fails without the pass that
 * `app.enter_tenant` gave this transaction, and nothing that SQL can read makes another.
 */
function guardCondition(tenantId: string): string {
  if (!/^[0-9a-f-]{36}$/.test(tenantId)) throw new Error(`"${tenantId}" is not a tenant id`);
  return `(1, 1) = (select 1, 1 where pg_catalog.current_setting('app.tenant_id', true) = '${tenantId}'
    and app.holds_pass('${tenantId}'))`;
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
 * Up to version 16 PostgreSQL stores the source position of each part of an expression. Run on its own (by EXECUTE) and with
 * the condition at a fixed place, the statement stores the same tree for every table, so that the audit can compare trees,
 * which is many times faster than writing them out.
 */
function policyStatement(head: string, condition: string): string {
  return `execute $policy$${head.padEnd(220)} using (${condition})$policy$;`;
}

function alone(statement: string): string {
  return `do $do$ begin ${statement} end $do$;`;
}
