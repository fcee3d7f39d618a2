import { assertAllowed } from "./lint/lint-files.ts";
import { assertFilesUnchanged, assertVersion, type MigrateOptions } from "./migrate.ts";
import { readMigrations } from "./migration-files.ts";
import { withOwner } from "./owner.ts";
import { listPendingPublic } from "./public-schema.ts";
import { rehearse } from "./rehearse.ts";
import { listTenants } from "./rollout/status.ts";
import { listSealsInForce, secretsInForce } from "./seal/seal-check.ts";

export type MigrationPlan = {
  /** Files that the shared schema lacks. */
  public: string[];
  target: number;
  /** How many tenants are at each version below the target. */
  tenants: { version: number; count: number }[];
  steps: { file: string; createdTables: string[] }[];
};

/**
 * What `migrate` would do with these options. Every step runs once in a scratch schema that is rolled back; no tenant is
 * touched and nothing is stored. Files of the shared schema are checked and named, but do not run.
 * @throws MigrationFailed for a step that fails; DomainError "migration" for files that break the rules or were edited,
 *   "seal-changed" and "rotation" as `migrate`.
 */
export async function planMigration(options: MigrateOptions): Promise<MigrationPlan> {
  const files = {
    public: readMigrations("public", options.directory),
    tenant: readMigrations("tenant", options.directory),
  };
  const target = assertVersion(files.tenant, options.to);
  return await withOwner(options.ownerUrl, "tenantry migrate --dry-run", async (sql) => {
    const pending = options.scope === "tenants" ? [] : await listPendingPublic(sql, files.public);
    await assertAllowed(files.public, files.public.length - pending.length);
    const plan = { public: pending.map(({ file }) => file), target, tenants: [], steps: [] };
    // Before its first migration a database has no tenants.
    if (options.scope === "public" || pending.length === files.public.length) return plan;
    secretsInForce(await listSealsInForce(sql), options.sealSecret);
    await assertFilesUnchanged(sql, files.tenant);
    const tenants = await listTenants(sql, { below: target }, options.tenants);
    const versions = Map.groupBy(tenants, ({ version }) => version);
    const from = Math.min(target, ...versions.keys());
    const steps = from < target ? await rehearse(sql, files.tenant, { from, to: target }) : [];
    return {
      ...plan,
      tenants: [...versions]
        .map(([version, { length }]) => ({ version, count: length }))
        .sort((a, b) => a.version - b.version),
      steps: steps.map(({ migration, createdTables }) => ({ file: migration.file, createdTables })),
    };
  });
}
