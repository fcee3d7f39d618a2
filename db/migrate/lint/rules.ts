/** What is refused: why, and what to write instead. The last four rules are for the shared schema's files. */
export const refusals = {
  syntax: "PostgreSQL's parser rejects this.",
  empty: "The file has no statement, and a migration cannot be removed later. Write it, or delete the file.",
  waiver:
    "A waiver reads `-- lint: allow <rule> because <reason>`, names a warning, and stands right before its statement.",
  statement:
    "A migration may not use this kind of statement. It changes tables, columns, constraints, indexes, views and rows.",
  "other-schema":
    "A tenant's migration may use only the tenant's own schema. Leave the schema out: search_path determines whose " +
    "table it is. Where a qualified name is unavoidable, write $TENANT_SCHEMA$. Shared tables belong to db/migrations/public.",
  ledger: "_migrations is the engine's ledger of applied files. Only the engine writes to it.",
  "table-without-grants":
    "The table has no entry in db/tables.ts, so it would have no guard. Add what tenantry_app may do with it.",
  grant: "The guard grants every table's rights. Add them to db/tables.ts and remove GRANT and REVOKE here.",
  "default-privileges": "Default privileges bypass the guard. List each table's rights in db/tables.ts.",
  policy:
    "Every table has exactly the guard's two policies; another one may open it. Check rights in the application.",
  "row-security":
    "The engine enables and forces row-level security on every table. Without it the table is open to all tenants.",
  owner: "tenantry_owner owns everything in a tenant's schema. Remove OWNER TO.",
  function:
    "Functions and procedures in a tenant's schema are not reviewed with the code that uses them. Do the work in db/queries.",
  trigger: "A trigger is invisible in the code, and a sharded cluster refuses it. Do the work in db/queries.",
  rule: "A rule rewrites queries invisibly, with the rights of the table's owner. Do the work in db/queries.",
  view: "A view reads with its owner's rights by default. Create it `with (security_invoker = true)`, and do not change that.",
  "materialized-view":
    "Row-level security does not guard a materialized view. Use a table, or a view with security_invoker.",
  extension:
    "An extension belongs to the whole database. An operator installs it; document that in docs/operations.md.",
  role: "Roles belong to the whole cluster. Create them in scripts/bootstrap.sql.",
  schema: "The engine creates schemas; operators create databases and tablespaces. Remove this statement.",
  setting:
    "The engine sets search_path and the tenant's id and key. Do not read or change settings. To wait longer for locks, put " +
    "`-- lock_timeout: 2s` at the top of the file.",
  "transaction-control":
    "The engine runs the file in one transaction, together with guard and ledger. Remove BEGIN, COMMIT and SAVEPOINT.",
  sequence:
    "A sharded cluster refuses sequences, serial and identity columns, and they reveal how much others write. " +
    "Use a uuid that the application generates.",
  type: "A type is hard to change in thousands of schemas. Use text with a CHECK constraint.",
  temporary: "A temporary object stays on the engine's session for the next tenant. Use a CTE.",
  unlogged: "A crash empties an unlogged table, and replicas lack it. Remove UNLOGGED.",
  partition:
    "The guard of a parent table does not apply to a query that names a partition or child table. Use one table.",
  "volatile-default":
    "A default that is not a constant rewrites the table, or gives all rows the same value. Add the column without " +
    "it, fill the rows by UPDATE, and then set the default.",
  copy: "COPY is refused under row-level security. Use INSERT with several rows.",
  do: "A DO block cannot be reviewed before it runs. Write the statements out.",
  notify: "LISTEN and NOTIFY reach all tenants. Use them in the application only.",
  lock: "Statements take their own locks and wait no longer than lock_timeout. Remove explicit locks.",
  prepare:
    "A prepared statement stays on the session, and the next tenant is refused. Write the statement out.",
  cursor: "A migration does not read row by row. Use one statement for all rows.",
  maintenance:
    "VACUUM, CLUSTER and a plain REINDEX block a table or cannot run in a transaction, and REINDEX TABLE leaves invalid indexes " +
    "when it is interrupted. Use REINDEX INDEX CONCURRENTLY in a file with `-- transaction: off`, ANALYZE with a table's name, and leave VACUUM to autovacuum.",
  "create-table-as":
    "The file does not show the columns of such a table. Use CREATE TABLE, then INSERT … SELECT … RETURNING.",
  "function-call":
    "This function runs SQL that is hidden in a string, or reaches beyond the tenant's tables. Write plain statements.",
  "expression-index":
    "Under row-level security PostgreSQL does not use an index on an expression. Store the value in a column of its own, " +
    "such as email_lower, and index that.",
  "invalid-index": "An invalid index slows writes down and serves no query. Drop it, or build it again.",
  merge: "A sharded cluster refuses MERGE. Use INSERT … ON CONFLICT, UPDATE and DELETE.",
  "insert-select":
    "A sharded cluster refuses INSERT … SELECT under row-level security, unless it returns something. Add RETURNING with a column.",
  "volatile-update":
    "A sharded cluster refuses a volatile function in UPDATE. Let the application compute the value, or use now().",
  "upsert-moment":
    "A sharded cluster refuses it in ON CONFLICT DO UPDATE. Put it into VALUES and write `set at = excluded.at`.",
  "several-constraints":
    "A sharded cluster refuses several constraints in one ALTER TABLE. Write one statement for each.",
  storage: "The operator chooses storage for the whole database. Remove the tablespace or storage method.",
  "transaction-off":
    "A file with `-- transaction: off` is not rolled back when it fails halfway. It has one statement: " +
    "CREATE, DROP or REINDEX INDEX CONCURRENTLY. Put the rest into another file.",
  concurrently:
    "CONCURRENTLY does not run in a transaction. Put it alone into a file with `-- transaction: off` at the top.",
  "index-name":
    "After a failed attempt the engine finds the invalid index by its name. Name it with lower-case letters, digits and _.",
  "tenant-schema":
    "A file for the shared schema may not use a tenant's schema. Move this to db/migrations/tenant.",
  "app-grant":
    "tenantry_app runs SQL that tenants control. Grant it EXECUTE on named functions of the schema app and nothing else.",
  "security-definer":
    "The caller's search_path would decide what its names mean. Add `set search_path = pg_catalog, pg_temp`.",
  "strong-role": "A superuser or a role with BYPASSRLS bypasses the guard. Only an operator may create one.",
} as const;

/** What works, but hurts while tenants are served and the previous release still runs. A file can waive it with a reason. */
export const cautions = {
  "index-not-concurrent":
    "Writes to the table wait until the index is built. Use CREATE INDEX CONCURRENTLY in a file of its own with " +
    "`-- transaction: off`; for a constraint build the unique index this way, then ADD CONSTRAINT … USING INDEX.",
  "set-not-null":
    "The whole table is scanned while everyone waits. In an earlier file ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID, " +
    "here VALIDATE CONSTRAINT, then SET NOT NULL, then drop the constraint.",
  "add-column-not-null":
    "It fails if the table has rows, and the previous release inserts without it. Give it a constant default, or add it " +
    "without NOT NULL, fill it, and set NOT NULL in a later release.",
  "table-rewrite":
    "The whole table is rewritten while everyone waits. Add a new column, write both, copy the values, then drop " +
    "the old one.",
  "drop-column":
    "The previous release still reads it. First release code that does not; drop it in the release after that.",
  "drop-table":
    "The previous release still reads it. First release code that does not; drop or empty it in the release after that.",
  "drop-view":
    "The previous release still reads it. First release code that does not; drop it in the release after that.",
  rename:
    "The previous release knows only the old name. Add the new one, write both, copy the values, and drop the old one later.",
  "constraint-not-valid":
    "All rows are checked while writes wait. Use ADD CONSTRAINT … NOT VALID here, and VALIDATE CONSTRAINT in a later file.",
  "no-primary-key":
    "Without a key, rows cannot be identified, replicated or moved. Give the table a primary key.",
} as const;

export type Refusal = keyof typeof refusals;
export type Caution = keyof typeof cautions;

/** `at` is the place in the text, in bytes from its start; `detail` names what was found. */
export type Finding<Rule extends Refusal | Caution = Refusal | Caution> = {
  rule: Rule;
  at: number;
  detail?: string;
};

/** For a person: what was found, why it is refused, and what to write instead. */
export function messageOf({ rule, detail }: Finding): string {
  const text = isCaution(rule) ? cautions[rule] : refusals[rule];
  return detail ? `${detail}: ${text}` : text;
}

/** Whether the rule only warns and can be waived. */
export function isCaution(rule: string): rule is Caution {
  return rule in cautions;
}
