import type postgres from "postgres";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { sealTenantKey } from "#db/tenant/guard.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { concurrently, timed } from "#scripts/bench/measure.ts";

type Target = { id: string; schema: string };

/**
 * The floor: the same SQL, context and ledger row for each tenant, pipelined over so many connections, without an engine.
 * @returns milliseconds.
 */
export async function migrateBare(
  ownerUrl: string,
  tenants: readonly Target[],
  { sql, version, connections }: { sql: string; version: number; connections: number },
): Promise<number> {
  const jobs = tenants.map((tenant) => ({ ...tenant, key: sealTenantKey(testSealSecret, tenant.id) }));
  const ledgerRow =
    "insert into _migrations (version, name, checksum, applied_at) values ($1::integer, 'x', 'x', now())";
  const begin = "select app.begin_migration($1, $2, $3, $4, $5, '2s')";
  return await timed(() =>
    concurrently(connections, async () => {
      const client = connectAsOwner(ownerUrl, "bench floor");
      for (let job = jobs.pop(); job; job = jobs.pop()) {
        await Promise.all([
          client.unsafe("begin"),
          bound(client, begin, [job.id, String(version - 1), String(version), job.key, job.schema]),
          client.unsafe(sql),
          bound(client, ledgerRow, [String(version)]),
          client.unsafe("commit"),
        ]);
      }
      await client.end();
    }),
  );
}

function bound(client: postgres.Sql, text: string, parameters: string[]) {
  return Object.assign(client.unsafe(text, [], { prepare: false, simple: false } as never), { parameters });
}
