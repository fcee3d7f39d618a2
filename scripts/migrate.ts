import { exitOnInvalidEnv, readScriptEnv } from "#app/env.server.ts";
import { isDomainError } from "#db/errors.ts";
import { type MigrateResult, migrate } from "#db/migrate/migrate.ts";

// `bun scripts/migrate.ts` brings `public` and every tenant schema to the newest version.
// Exit codes: 0 fine, 1 some tenants failed, 2 no database to work on, 3 a migration file breaks the rules or the database does not fit it.

const env = exitOnInvalidEnv(() => readScriptEnv());

try {
  const result = await migrate({ ownerUrl: env.DATABASE_OWNER_URL, sealSecret: env.TENANT_SEAL_SECRET });
  report(result);
  process.exit(result.failed.length > 0 ? 1 : 0);
} catch (error) {
  if (isDomainError(error)) fail(3, error.message);
  fail(2, `The database could not be migrated: ${(error as Error).message}. Check DATABASE_OWNER_URL.`);
}

function fail(code: number, message: string): never {
  console.error(message);
  process.exit(code);
}

function report({ public: applied, tenants, failed }: MigrateResult): void {
  console.log(applied.length > 0 ? `public: applied ${applied.join(", ")}` : "public: nothing to do");
  console.log(`tenants: ${tenants.length} brought up to date, ${failed.length} failed`);
  for (const { slug, error } of failed) console.error(`  ${slug}: ${error}`);
}
