import type postgres from "postgres";
import { connectAsOwner } from "#db/migrate/owner.ts";

/** A backend keeps 94 KB for each tenant it has touched, and frees none: then it is replaced. */
const maxTenants = 500;

/** Given at connect, they are what a tenant's transaction goes back to. */
const laneSettings = {
  // Outside of a tenant an unqualified name means nobody's table.
  search_path: "pg_catalog",
};

/** One connection of tenantry_owner after the other, for one tenant after the other. */
export class FleetConnection {
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

  /** Connects at once, and reads what every transaction begins with, so that the first tenant does not wait for it. */
  private open(): postgres.Sql {
    const client = connectAsOwner(this.ownerUrl, "tenantry migrate", 1, laneSettings);
    client.unsafe("select app.enter_tenant('pg_catalog', '', '', 'tenantry migrate')").catch(() => {});
    return client;
  }

  async close(): Promise<void> {
    this.closing.push(this.client.end({ timeout: 5 }));
    await Promise.all(this.closing);
  }
}

/** As many as tenants are taken at once. They connect while the caller goes on, and serve until they are closed. */
export function openConnections(ownerUrl: string, count: number): FleetConnection[] {
  return Array.from({ length: count }, () => new FleetConnection(ownerUrl));
}

export async function closeConnections(connections: readonly FleetConnection[]): Promise<void> {
  await Promise.all(connections.map((connection) => connection.close()));
}
