import type postgres from "postgres";
import { connectAsOwner } from "#db/migrate/owner.ts";

/** A backend keeps 94 KB for each tenant it has touched, and never frees it. */
const maxTenants = 500;

// Outside a tenant an unqualified name must not find a table. Set when connecting, because a tenant's transaction
// returns to the session's settings.
const settings = { search_path: "pg_catalog" };

/** A connection of tenantry_owner for one tenant after another, replaced when its backend has touched many. */
export class RolloutConnection {
  private client: postgres.Sql;
  private touched = 0;
  private readonly closing: Promise<void>[] = [];

  constructor(private readonly ownerUrl: string) {
    this.client = this.open();
  }

  /** The connection for the next tenant. */
  forTenant(): postgres.Sql {
    if (this.touched === maxTenants) {
      void this.close();
      this.client = this.open();
      this.touched = 0;
    }
    this.touched += 1;
    return this.client;
  }

  /** Connects right away and runs what every transaction begins with, so that the first tenant need not wait for it. */
  private open(): postgres.Sql {
    const client = connectAsOwner(this.ownerUrl, "tenantry migrate", 1, settings);
    client
      .unsafe("select app.enter_tenant('', '00000000-0000-0000-0000-000000000000', null, '', '')")
      .catch(() => {});
    return client;
  }

  async close(): Promise<void> {
    this.closing.push(this.client.end({ timeout: 5 }));
    await Promise.all(this.closing);
  }
}

/** Opens connections, one for each tenant that is migrated at the same time. They connect in the background. */
export function openConnections(ownerUrl: string, count: number): RolloutConnection[] {
  return Array.from({ length: count }, () => new RolloutConnection(ownerUrl));
}

export async function closeConnections(connections: readonly RolloutConnection[]): Promise<void> {
  await Promise.all(connections.map((connection) => connection.close()));
}
