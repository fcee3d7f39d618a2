import { existsSync } from "node:fs";
import type postgres from "postgres";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";

const debian15 = "/usr/lib/postgresql/15/bin";

/** The oldest supported PostgreSQL, where the machine has Debian's package. */
export const binDirOf15 = existsSync(`${debian15}/initdb`) ? debian15 : undefined;
export const pgbenchProgram = existsSync(`${debian15}/pgbench`) ? `${debian15}/pgbench` : undefined;

/** The versions of the servers used so far. */
export const seenVersions = new Set<string>();

/** Runs `fn` with a server of its own, which is deleted afterwards with all its databases. */
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
    await noteVersion(database.owner);
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

export async function noteVersion(sql: postgres.Sql): Promise<void> {
  const [row] = await sql<{ version: string }[]>`
    select split_part(current_setting('server_version'), ' ', 1) as version`;
  if (row) seenVersions.add(row.version);
}
