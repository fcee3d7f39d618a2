/** What is refused, in a tenant's file unless it says otherwise: what it is, why not, and what to do instead. */
export const refusals = {
  syntax: "PostgreSQL's own parser does not read this.",
  empty: "The file holds no statement. A migration cannot be taken out later: write it, or remove the file.",
  waiver:
    "A waiver reads `-- lint: allow <rule> because <reason>`, names a warning, and stands right before its statement.",
  statement:
    "This kind of statement has no place in a migration. Tables, columns, constraints, indexes, views and rows have.",
  "other-schema":
    "A tenant's migration touches nothing but the tenant's own schema. Leave the schema out: search_path says whose " +
    "table it is. Where a qualified name is unavoidable, write $TENANT_SCHEMA$. Shared tables belong to db/migrations/public.",
  ledger:
    "_migrations is the engine's ledger: what it says was applied must stay so. Leave it to the engine.",
  "table-without-grants":
    "The table has no entry in db/tables.ts, so it could not be guarded. Say there what tenantry_app may do with it.",
  grant:
    "The guard gives every table its rights. Say in db/tables.ts what tenantry_app may do, and leave GRANT and REVOKE out.",
  "default-privileges":
    "Rights given in advance escape the guard. Say in db/tables.ts what tenantry_app may do with each table.",
  policy:
    "The guard's two policies stand alone on every table; another one may open it. Check rights in the application.",
  "row-security":
    "The engine enables and forces row-level security on every table. Lifting it would open the table to all tenants.",
  owner: "Everything in a tenant's schema belongs to tenantry_owner. Leave owners out.",
  function:
    "A function or procedure in a tenant's schema runs past review, once for every tenant. Do the work in db/queries.",
  trigger: "A trigger works unseen and does not move to a sharded cluster. Do the work in db/queries.",
  rule: "A rule rewrites queries unseen, with the rights of the table's owner. Do the work in db/queries.",
  view: "A view looks with its owner's eyes unless told otherwise. Create it `with (security_invoker = true)`, and keep it so.",
  "materialized-view":
    "Row-level security does not guard a materialized view. Use a table, or a view with security_invoker.",
  extension:
    "An extension belongs to the whole database and needs a superuser. Let an operator install it, and say so in docs.",
  role: "Roles belong to the whole cluster. They are made by scripts/bootstrap.sql.",
  schema: "Schemas, databases and tablespaces are the engine's and the operator's. Leave them out.",
  setting:
    "search_path, the tenant's id and key are settings, and the engine sets them. Leave settings alone; a longer wait " +
    "for locks is asked for by `-- lock_timeout: 2s` at the top of the file.",
  "transaction-control":
    "The engine runs the file in one transaction, together with guard and ledger. Leave BEGIN, COMMIT, SAVEPOINT … out.",
  sequence:
    "Sequences, serial and identity columns do not move to a sharded cluster, and tell how much others write. " +
    "Use a uuid that the application makes.",
  type: "A type is hard to change in thousands of schemas. Use text with a CHECK constraint.",
  temporary: "A temporary object is left on the engine's session for the next tenant. Use a CTE.",
  unlogged: "An unlogged table is emptied by a crash and missing on replicas. Leave UNLOGGED out.",
  partition: "A partition or child table is open to whoever names it. Use one table.",
  "volatile-default":
    "A default that is not a plain literal rewrites the table, or gives all rows the same value. Add the column without " +
    "it, fill the rows by UPDATE, and set the default afterwards.",
  copy: "COPY is refused under row-level security. Use INSERT with several rows.",
  do: "What a DO block does cannot be seen before it runs. Write the statements out.",
  notify: "LISTEN and NOTIFY reach all tenants. Leave them to the application.",
  lock: "Locks are taken by the statements themselves, and given up after lock_timeout. Leave explicit locks out.",
  prepare:
    "A statement prepared here stays on the session, and the next tenant is refused. Write the statement out.",
  cursor: "A migration reads nothing row by row. Use one statement for all rows.",
  maintenance:
    "VACUUM, CLUSTER and a plain REINDEX block a table, or cannot run in a transaction. Use REINDEX INDEX CONCURRENTLY in " +
    "a file with `-- transaction: off`, ANALYZE with a table's name, and leave VACUUM to autovacuum.",
  "create-table-as":
    "The columns of such a table are not to be seen in the file. Use CREATE TABLE, then INSERT … SELECT.",
  "function-call":
    "This function runs SQL that is hidden in a text, or reaches past the tenant's tables. Write plain statements.",
  "expression-index":
    "Under row-level security PostgreSQL does not use an index on an expression. Keep the value in a column of its own, " +
    "such as email_lower, and index that.",
  storage:
    "Where a table lies is the operator's choice for the whole database. Leave tablespaces and storage methods out.",
  "transaction-off":
    "A file with `-- transaction: off` is not taken back when it fails halfway. It holds one statement: " +
    "CREATE, DROP or REINDEX INDEX CONCURRENTLY. Put the rest into another file.",
  concurrently:
    "CONCURRENTLY does not run in a transaction. Put it alone into a file with `-- transaction: off` at the top.",
  "index-name":
    "What a broken attempt leaves behind is found by the index's name. Give it one of lower-case letters, digits and _.",
  "tenant-schema": "A file for the shared schema names no tenant's schema. Put it into db/migrations/tenant.",
  "app-grant":
    "tenantry_app runs the tenants' own SQL. Here it gets nothing but EXECUTE on named functions of the schema app.",
  "security-definer":
    "Whoever calls it could choose what its names mean. Add `set search_path = pg_catalog, pg_temp`.",
  "strong-role":
    "A superuser or a role with BYPASSRLS walks past the guard. An operator makes such roles, not a migration.",
} as const;

/** What works, but hurts while many tenants are served and the previous release still runs. May be waived with a reason. */
export const cautions = {
  "index-not-concurrent":
    "Nobody writes to the table while the index is made. CREATE INDEX CONCURRENTLY in a file of its own with " +
    "`-- transaction: off`; for a constraint make a unique index so, then ADD CONSTRAINT … USING INDEX.",
  "set-not-null":
    "The whole table is read while nobody may use it. In an earlier file ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID, " +
    "here VALIDATE CONSTRAINT, then SET NOT NULL, then drop the constraint.",
  "add-column-not-null":
    "It fails where the table has rows, and the previous release inserts without it. Give it a constant default, or add it " +
    "without NOT NULL, fill it, and set NOT NULL in a later release.",
  "table-rewrite":
    "The whole table may be written anew while nobody may use it. Add a new column, write both, copy the rows, then drop " +
    "the old one. Widening a varchar rewrites nothing, and may be waived.",
  "drop-column":
    "The previous release still reads it. First release code that does not; drop it in the release after that.",
  "drop-table":
    "The previous release still reads it. First release code that does not; drop or empty it in the release after that.",
  "drop-view":
    "The previous release still reads it. First release code that does not; drop it in the release after that.",
  rename:
    "The previous release knows the old name only. Add the new one, write both, copy the rows, and drop the old one later.",
  "constraint-not-valid":
    "All rows are checked while nobody may write. ADD CONSTRAINT … NOT VALID here, and VALIDATE CONSTRAINT in a later file.",
  "no-primary-key":
    "Rows without a key cannot be told apart, replicated or moved. Give the table a primary key.",
} as const;

export type Refusal = keyof typeof refusals;
export type Caution = keyof typeof cautions;

/** Something found at a place of the text: `at` counts bytes from its start. `detail` names what was found. */
export type Finding<Rule extends Refusal | Caution = Refusal | Caution> = {
  rule: Rule;
  at: number;
  detail?: string;
};

/** For a person: what was found, why not, and what to do instead. */
export function messageOf({ rule, detail }: Finding): string {
  const text = isCaution(rule) ? cautions[rule] : refusals[rule];
  return detail ? `${detail}: ${text}` : text;
}

/** Whether the rule only warns, and may be waived. */
export function isCaution(rule: string): rule is Caution {
  return rule in cautions;
}
