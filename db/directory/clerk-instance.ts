import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";

/** The secret key belongs to another Clerk instance than this database. Nothing was changed. */
export class OtherClerk extends DomainError {
  constructor(given: string, own: string) {
    super(
      "other-clerk",
      `CLERK_SECRET_KEY belongs to the Clerk instance ${given}, but this database belongs to ${own}. Nothing was changed. ` +
        "Check both the key and DATABASE_OWNER_URL. If the instance was replaced on purpose, run: " +
        `bun scripts/reconcile.ts --accept-instance ${given}`,
    );
  }
}

/**
 * Records the first Clerk instance that this database meets, and refuses every other one: organizations that it does not know
 * are not gone, and those that it knows are not ours.
 * @throws OtherClerk
 */
export async function assertOwnInstance(sql: postgres.ISql, given: string): Promise<void> {
  const own = await findInstance(sql);
  if (own === given) return;
  if (own !== undefined) throw new OtherClerk(given, own);
  await sql`insert into public.clerk_instance (id) values (${given}) on conflict do nothing`;
  // Another process may have been first.
  await assertOwnInstance(sql, given);
}

/** Makes this the instance that the database belongs to. @returns the former one. */
export async function acceptInstance(sql: postgres.ISql, id: string): Promise<string | undefined> {
  const former = await findInstance(sql);
  await sql`
    insert into public.clerk_instance (id) values (${id})
    on conflict (is_only) do update set id = excluded.id, since = now()`;
  return former;
}

async function findInstance(sql: postgres.ISql): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`select id from public.clerk_instance`;
  return row?.id;
}
