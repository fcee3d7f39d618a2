import type postgres from "postgres";
import { provisionTenant } from "#db/directory/provision.ts";
import { isDatabaseAway, isDomainError } from "#db/errors.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import { storeDelivery } from "#db/jobs/inbox.ts";
import { migrate, migrateDown } from "#db/migrate/migrate.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import type { Pool } from "#db/tenant/pool.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { shipped } from "#db/testing/fleet.ts";
import { migrationFolder } from "#db/testing/migration-folder.ts";
import { openPools } from "#scripts/web/pools.ts";
import type { Site } from "./site.ts";

/** The column that the fleet gains and loses again and again. */
export const column = "breakdown_test";

/** Those who work while things break, and what they were told was done. */
export class Actors {
  /** Acknowledged, so it must be there in the end. */
  readonly done = {
    writes: [] as string[],
    tenants: [] as string[],
    deliveries: [] as string[],
    rollouts: 0,
  };
  readonly unexpected: unknown[] = [];
  private readonly webPool: Pool;
  private readonly appPool: Pool;
  private readonly owner: postgres.Sql;
  private readonly folder = migrationFolder({
    "breakdown.sql": `alter table projects add column ${column} text;`,
    "breakdown.down.sql": `alter table projects drop column ${column};`,
  });
  private isOver = false;
  private readonly working: Promise<void>[];

  constructor(
    private readonly site: Site,
    /** A delivery that a worker applies without a workspace. */
    private readonly makeDelivery: () => Delivery,
  ) {
    const pools = openPools({
      DATABASE_URL: site.url("tenantry_app"),
      DATABASE_WEB_URL: site.url("tenantry_web"),
      ...{ DATABASE_POOL_SIZE: 4, DATABASE_POOLER: site.pooler },
    });
    this.appPool = pools.appPool;
    this.webPool = pools.webPool;
    this.owner = connectAsOwner(site.url("tenantry_owner"), "breakdown", 3);
    this.working = [
      ...[1, 2, 3].map(() => this.repeat(() => this.read())),
      ...[1, 2].map(() => this.repeat(() => this.write())),
      this.repeat(() => this.deliver()),
      this.repeat(() => this.provision()),
      this.repeat(() => this.roll()),
    ];
  }

  /** One request of each kind, over the connections that were broken. */
  async askAll(): Promise<void> {
    await Promise.all([
      this.read(),
      this.write(),
      this.webPool.use((client) => client`select 1`),
      this.owner`select 1`,
    ]);
  }

  /** Lets everyone finish, and takes the fleet to the new version undisturbed. */
  async finish(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.working);
    await migrate({ ...this.rollout(), wait: true });
  }

  async close(): Promise<void> {
    this.isOver = true;
    await Promise.all([this.appPool.close(0), this.webPool.close(0), this.owner.end({ timeout: 1 })]);
    this.folder.remove();
  }

  get poolState() {
    return this.appPool.state;
  }

  private async repeat(act: () => Promise<unknown>): Promise<void> {
    while (!this.isOver) {
      await act().catch((error) => {
        if (!isDatabaseAway(error) && !isDomainError(error)) this.unexpected.push(error);
      });
      // Those who are refused come back a moment later.
      await Bun.sleep(10);
    }
  }

  private read(): Promise<unknown> {
    return inTenant(this.site.db.acme, { ...this.options, readOnly: true }, (tx) =>
      Promise.all([
        tx.selectFrom("projects").select("id").limit(1).execute(),
        tx.selectFrom("settings").select("key").limit(1).execute(),
      ]),
    );
  }

  private async write(): Promise<void> {
    const key = Bun.randomUUIDv7();
    await inTenant(this.site.db.globex, { ...this.options, readOnly: false }, (tx) =>
      tx.insertInto("settings").values({ key, value: "1", updated_at: new Date() }).execute(),
    );
    this.done.writes.push(key);
  }

  private async deliver(): Promise<void> {
    const delivery = this.makeDelivery();
    await storeDelivery(this.webPool, delivery);
    this.done.deliveries.push(delivery.svixId);
    await Bun.sleep(50);
  }

  private async provision(): Promise<void> {
    const name = `t${Bun.randomUUIDv7().replaceAll("-", "").slice(-20)}`;
    await provisionTenant(this.owner, testSealSecret, { clerkOrgId: `org_${name}`, name, slug: name });
    this.done.tenants.push(`org_${name}`);
    await Bun.sleep(300);
  }

  private async roll(): Promise<void> {
    const { outcome } = await migrate(this.rollout());
    if (outcome !== "done") return;
    this.done.rollouts += 1;
    await migrateDown({ ...this.rollout(), to: shipped });
  }

  private rollout() {
    return {
      ownerUrl: this.site.url("tenantry_owner"),
      sealSecret: testSealSecret,
      directory: this.folder.directory,
      concurrency: 2,
    };
  }

  private get options() {
    return { pool: this.appPool, sealSecret: testSealSecret, label: "breakdown" } as const;
  }
}
