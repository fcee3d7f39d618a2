import { afterAll } from "bun:test";
import type { ClerkApi } from "#app/clerk/api.server.ts";
import { applyDelivery, type SyncContext } from "#app/identity-sync/apply-event.ts";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import { listMirrored } from "#db/mirror/mirror.ts";
import type { MemberRole } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { Stage } from "./stage.ts";

/** A local Clerk, and a database that mirrors it as far as events were applied. */
export class Mirror {
  private constructor(
    readonly db: TestDatabase,
    readonly stage: Stage,
    readonly context: SyncContext,
  ) {}

  /** Closed after the file's tests. */
  static async open(): Promise<Mirror> {
    const db = await createTestDatabase();
    // This Clerk does not know acme and globex: if they were linked, reconciliation would close them.
    await db.owner`update public.tenants set clerk_org_id = 'unlinked_' || id`;
    const stage = await Stage.open();
    afterAll(async () => {
      await stage.close();
      await db.close();
    });
    const webhookSecrets = [LOCAL_WEBHOOK_SECRET];
    const context = { sql: db.owner, sealSecret: testSealSecret, clerk: stage.source, webhookSecrets };
    return new Mirror(db, stage, context);
  }

  /** A workspace with a member of each role, at Clerk and in the mirror. */
  async makeWorkspace() {
    const owner = await this.stage.newPerson();
    const id = await this.createOrganization(owner);
    const admin = await this.newMember(id, "admin");
    const member = await this.newMember(id, "member");
    const viewer = await this.newMember(id, "viewer");
    return { tenant: await this.getTenant(id), owner, admin, member, viewer };
  }

  /** Creates an organization at Clerk and applies its events. Without a slug Clerk derives one from the name. @returns its id. */
  async createOrganization(createdBy: string, slug?: string): Promise<string> {
    const name = slug ?? `Made ${Bun.randomUUIDv7()}`;
    const { id } = await this.stage.api.organizations.createOrganization({ name, slug, createdBy });
    await this.applyNews();
    return id;
  }

  /** Adds a new person at Clerk and applies the events. @returns their id. */
  async newMember(organizationId: string, role: MemberRole): Promise<string> {
    const userId = await this.stage.newPerson();
    await this.stage.join(organizationId, userId, role);
    await this.applyNews();
    return userId;
  }

  /** The events at Clerk since the last call. */
  async applyNews(): Promise<void> {
    await this.apply(await this.stage.take());
  }

  /** Applies events in order. `clerk` replaces the stage's Clerk for the questions this raises. */
  async apply(deliveries: readonly Delivery[], clerk: ClerkApi = this.context.clerk): Promise<void> {
    for (const delivery of deliveries) await applyDelivery({ ...this.context, clerk }, delivery);
  }

  async getTenant(organizationId: string): Promise<Tenant> {
    const tenant = await findByOrganization(this.db.owner, organizationId);
    if (!tenant) throw new Error(`${organizationId} has no tenant`);
    return tenant;
  }

  /** The active members. */
  async listActive(organizationId: string) {
    const members = await listMirrored(this.context, await this.getTenant(organizationId));
    return members.filter(({ isActive }) => isActive);
  }
}
