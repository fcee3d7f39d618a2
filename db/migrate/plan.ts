import { listTenants } from "./fleet-state.ts";
import { type MigrateOptions, newestOrTarget } from "./migrate.ts";
import { readMigrations } from "./migration-files.ts";
import { connectAsOperator } from "./operator.ts";
import { listPendingPublic } from "./public-schema.ts";
import { rehearse } from "./rehearse.ts";

export type MigrationPlan = {
  /** Files that the shared schema lacks. */
  public: string[];
  target: number;
  /** How many tenants are at which version below the target. */
  tenants: { version: number; count: number }[];
  steps: { file: string; createdTables: string[] }[];
};

/**
 * What `migrate` would do with these options. Every step is tried once in a scratch schema that is taken back; no tenant
 * is touched, nothing is kept. Files of the shared schema are named, and not tried.
 * @throws MigrationFailed for a step that does not work; DomainError "migration" for files that break the rules.
 */
export async function planMigration(options: MigrateOptions): Promise<MigrationPlan> {
  const files = readMigrations("tenant", options.directory);
  const target = newestOrTarget(files, options.to);
  const sql = connectAsOperator(options.ownerUrl, "tenantry migrate --dry-run", 2);
  try {
    const pending =
      options.scope === "tenants"
        ? []
        : await listPendingPublic(sql, readMigrations("public", options.directory));
    const tenants =
      options.scope === "public" ? [] : await listTenants(sql, { below: target }, options.tenants);
    const versions = Map.groupBy(tenants, ({ version }) => version);
    const from = Math.min(target, ...versions.keys());
    const steps = from < target ? await rehearse(sql, options.sealSecret, files, { from, to: target }) : [];
    return {
      public: pending.map(({ file }) => file),
      target,
      tenants: [...versions]
        .map(([version, { length }]) => ({ version, count: length }))
        .sort((a, b) => a.version - b.version),
      steps: steps.map(({ migration, createdTables }) => ({ file: migration.file, createdTables })),
    };
  } finally {
    await sql.end({ timeout: 5 });
  }
}
