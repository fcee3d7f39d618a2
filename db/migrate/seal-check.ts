import type postgres from "postgres";
import { DomainError } from "../errors.ts";
import { sealCheckValue } from "../guard.ts";

/** The first migration stores the seal's check value; every later start compares with it. */
export async function settleSeal(sql: postgres.Sql, sealSecret: string): Promise<void> {
  const mine = sealCheckValue(sealSecret);
  await sql`insert into public.seal (check_value) values (${mine}) on conflict do nothing`;
  const [seal] = await sql<{ check_value: string }[]>`select check_value from public.seal`;
  assertSeal(seal?.check_value, mine);
}

export function assertSeal(stored: string | undefined, mine: string): void {
  if (stored === mine) return;
  throw new DomainError(
    "seal-changed",
    "TENANT_SEAL_SECRET is not the one this database was sealed with, so no tenant would open. " +
      "Set the secret this database was migrated with.",
  );
}
