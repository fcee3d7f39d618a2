import { join } from "node:path";
import { createTestDatabase } from "#db/testing/database.ts";
import { startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";

/** The types of tenant tables, from the migrations. `bun run db:types` writes them to db/types.ts; a test compares. */
export async function generateTypes(): Promise<string> {
  const db = await createTestDatabase();
  const file = join(import.meta.dir, "../.local", `types-${process.pid}.ts`);
  try {
    await runCodegen(db.url("admin"), file);
    const generated = await Bun.file(file).text();
    return generated.replace("export interface DB {", "export interface TenantTables {");
  } finally {
    await db.close();
    await Bun.file(file).delete();
  }
}

async function runCodegen(url: string, outFile: string): Promise<void> {
  const codegen = Bun.spawn(
    [process.execPath, "x", "--bun", "kysely-codegen", "--dialect", "postgres", "--url", url]
      .concat("--default-schema", "tenant_acme", "--include-pattern", "tenant_acme.*")
      .concat("--exclude-pattern", "tenant_acme._migrations", "--out-file", outFile),
    { stdout: "ignore", stderr: "pipe", env: { ...process.env, BUN_BE_BUN: "1" } },
  );
  if ((await codegen.exited) !== 0)
    throw new Error(`kysely-codegen failed: ${await new Response(codegen.stderr).text()}`);
}

if (import.meta.main) {
  const postgres = await startThrowawayPostgres();
  process.env.TEST_DATABASE_ADMIN_URL = postgres.adminUrl;
  await Bun.write(join(import.meta.dir, "../db/types.ts"), await generateTypes());
  await postgres.stop();
  console.log("Wrote db/types.ts from the migrations.");
}
