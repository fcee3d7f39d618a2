import { existsSync } from "node:fs";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";

const debian15 = "/usr/lib/postgresql/15/bin";

/** The oldest PostgreSQL that is served, where the machine has it as Debian lays it out. */
export const binDirOf15 = existsSync(`${debian15}/initdb`) ? debian15 : undefined;
export const pgbenchProgram = existsSync(`${debian15}/pgbench`) ? `${debian15}/pgbench` : undefined;

/** The servers that were used so far. */
export const seenVersions = new Set<string>();

/** Runs `fn` with a server of its own, which is gone afterwards with all its databases. */
export async function withServer<T>(
  fn: (newDatabase: () => Promise<TestDatabase>) => Promise<T>,
  binDir?: string,
): Promise<T> {
  const server = await startThrowawayPostgres({ binDir });
  const databases: TestDatabase[] = [];
  const newDatabase = async () => {
    process.env.TEST_DATABASE_ADMIN_URL = server.adminUrl;
    const database = await createTestDatabase();
    databases.push(database);
    const [row] = await database.owner<{ version: string }[]>`
      select split_part(current_setting('server_version'), ' ', 1) as version`;
    if (row) seenVersions.add(row.version);
    return database;
  };
  try {
    return await fn(newDatabase);
  } finally {
    // Not dropped: that would remove the files of a large fleet one by one.
    for (const { owner, appPool, webPool } of databases) {
      await Promise.all([owner.end({ timeout: 5 }), appPool.close(), webPool.close()]);
    }
    await server.stop();
  }
}
