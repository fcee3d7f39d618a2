import { isDomainError } from "#db/errors.ts";
import { migrate } from "#db/migrate/migrate.ts";
import { replaceDatabase } from "#scripts/local/postgres/roles.ts";

/**
 * Migrates the development database. One that was created by migrations that have since been replaced is renamed, and an
 * empty one takes its place: only with `admin`, the URL of the local server's superuser. A configured database is refused.
 * @returns a message for the developer if the database was replaced.
 * @throws DomainError "replaced-migrations" for a configured database; as `migrate`.
 */
export async function migrateDevelopment(
  urls: { owner: string; admin: string | undefined },
  sealSecret: string,
): Promise<string | undefined> {
  const run = () => migrate({ ownerUrl: urls.owner, sealSecret, wait: true });
  try {
    await run();
    return undefined;
  } catch (error) {
    if (!urls.admin || !isDomainError(error) || error.code !== "replaced-migrations") throw error;
    const renamed = await replaceDatabase(urls.admin);
    await run();
    return (
      "The development database was created by migrations that have since been replaced. A new one was created; " +
      `the old one is kept as ${renamed}.`
    );
  }
}
