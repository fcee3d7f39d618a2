import type postgres from "postgres";
import { listKeyHashes } from "#db/tenant/guard.ts";

/**
 * Stores the hashes of the keys that open these tenants under these secrets, in one statement. Nobody who reads tenants
 * waits for it.
 * @returns how many tenants had others.
 */
export async function storeKeyHashes(
  sql: postgres.ISql,
  sealSecret: string,
  ids: readonly string[],
): Promise<number> {
  const wanted = ids.map((id) => ({ id, hashes: listKeyHashes(sealSecret, id) }));
  const changed = await sql`
    update public.tenants t set key_hashes = w.key_hashes
    from (
      select id, array(select decode(hash, 'hex') from jsonb_array_elements_text(hashes) as hash) as key_hashes
      from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb) as tenant (id uuid, hashes jsonb)) as w
    where t.id = w.id and t.key_hashes <> w.key_hashes`;
  return changed.count;
}
