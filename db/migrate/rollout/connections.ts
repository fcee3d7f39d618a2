import { type Client, Session } from "#db/tenant/session.ts";
import { ownerSettings } from "#db/tenant/session-settings.ts";
import { stillWorkingOver } from "#db/tenant/still-working.ts";

/** A backend keeps 94 KB for each tenant it has touched, and never frees it. */
const maxTenants = 500;

// Outside a tenant an unqualified name must not find a table. Set when connecting, because a tenant's transaction returns to
// the session's settings.
const settings = { ...ownerSettings, search_path: "pg_catalog" };

/**
 * A connection of tenantry_owner for one tenant after another, replaced between two of them when it was lost or its backend has
 * touched many. Never during one: what follows BEGIN would run on its own.
 */
export class RolloutConnection {
  private session: Session;
  private touched = 0;
  private readonly closing: Promise<void>[] = [];

  /** @param answerTimeout after so many milliseconds without an answer it looks whether its backend works. */
  constructor(
    private readonly ownerUrl: string,
    private readonly answerTimeout: number | undefined,
  ) {
    this.session = this.open();
  }

  /** The connection for the next tenant. */
  forTenant(): Client {
    if (this.touched === maxTenants || this.session.lost) {
      void this.close();
      this.session = this.open();
      this.touched = 0;
    }
    this.touched += 1;
    return this.session.client;
  }

  /** Connects right away and runs what every transaction begins with, so that the first tenant need not wait for it. */
  private open(): Session {
    const url = this.ownerUrl;
    const session = new Session({
      ...{ url, applicationName: "tenantry migrate", settings, isStillWorking: stillWorkingOver(url) },
      ...(this.answerTimeout && { answerTimeout: this.answerTimeout }),
    });
    const { client } = session;
    client
      .unsafe("select app.enter_tenant('', '00000000-0000-0000-0000-000000000000', null, '', '')")
      .catch(() => {});
    return session;
  }

  async close(): Promise<void> {
    this.closing.push(this.session.end(5));
    await Promise.all(this.closing);
  }
}

/** Opens connections, one for each tenant that is migrated at the same time. They connect in the background. */
export function openConnections(
  { ownerUrl, answerTimeout }: { ownerUrl: string; answerTimeout?: number },
  count: number,
): RolloutConnection[] {
  return Array.from({ length: count }, () => new RolloutConnection(ownerUrl, answerTimeout));
}

export async function closeConnections(connections: readonly RolloutConnection[]): Promise<void> {
  await Promise.all(connections.map((connection) => connection.close()));
}
