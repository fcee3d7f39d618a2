import postgres from "postgres";
import { provisionTenant } from "#db/directory/provision.ts";
import { type MigrateOptions, migrate, migrateDown } from "../migrate/migrate.ts";
import { readMigrations } from "../migrate/migration-files.ts";
import { planMigration } from "../migrate/plan.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "./database.ts";
import { type MigrationFolder, migrationFolder } from "./migration-folder.ts";

/** The number of tenant migrations in the product. */
export const shipped = readMigrations("tenant").length;

/** Acme, globex and six more tenants, to be migrated with a test's own files. */
export class TestFleet {
  static readonly slugs = ["acme", "blue", "cyan", "globex", "gray", "lime", "pink", "teal"];
  private folder: MigrationFolder | undefined;

  private constructor(
    readonly db: TestDatabase,
    readonly admin: postgres.Sql,
  ) {}

  static async create(): Promise<TestFleet> {
    const db = await createTestDatabase();
    const admin = postgres(db.url("admin"), { max: 2, fetch_types: false, onnotice: () => {} });
    const fleet = new TestFleet(db, admin);
    for (const slug of TestFleet.slugs) await fleet.provision(slug);
    return fleet;
  }

  provision(slug: string) {
    return provisionTenant(this.db.owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
  }

  /** Tenant files after the product's, in order; names without numbers. @returns their folder. */
  write(files: Record<string, string>): string {
    this.folder?.remove();
    this.folder = migrationFolder(files);
    return this.folder.directory;
  }

  up(options: Partial<MigrateOptions> = {}) {
    return migrate({ ...this.common(), ...options });
  }

  plan(options: Partial<MigrateOptions> = {}) {
    return planMigration({ ...this.common(), ...options });
  }

  down(to: number) {
    return migrateDown({ ...this.common(), to });
  }

  /** Recreates every tenant's schema as provisioned. */
  async takeBack(): Promise<void> {
    this.folder?.remove();
    this.folder = undefined;
    const { admin } = this;
    const tenants = await admin<{ id: string; slug: string; schema: string }[]>`
      select id, slug, schema_name as schema from public.tenants`;
    await admin`delete from public.fleet_failures`;
    await admin`delete from public.tenant_migrations where version > ${shipped}`;
    for (const { id, slug, schema } of tenants) {
      await admin.unsafe(`drop schema ${schema} cascade`);
      await admin`update public.tenants set status = 'provisioning', schema_version = 0 where id = ${id}`;
      await this.provision(slug);
    }
  }

  /** Two projects, "one" and "two", for every tenant. */
  async insertProjects(): Promise<void> {
    const statements = TestFleet.slugs.map(
      (slug) => `
        insert into tenant_${slug}.users (id, email, role, confirmed_at, joined_at, created_at, updated_at)
          values ('ann', 'ann@example.com', 'member', now(), now(), now(), now());
        insert into tenant_${slug}.projects (id, name, color, status, owner_id, created_at, updated_at)
          select gen_random_uuid(), name, 'blue', 'active', 'ann', now(), now()
          from (values ('one'), ('two')) as p (name);`,
    );
    await this.admin.unsafe(statements.join("\n"));
  }

  /** The number of tenants with a column of this name. */
  async countColumns(name: string): Promise<number> {
    const rows = await this.admin`select from information_schema.columns
      where table_schema like 'tenant\\_%' and column_name = ${name}`;
    return rows.length;
  }

  async close(): Promise<void> {
    this.folder?.remove();
    await this.admin.end();
    await this.db.close();
  }

  private common() {
    return {
      ownerUrl: this.db.url("tenantry_owner"),
      sealSecret: testSealSecret,
      ...(this.folder && { directory: this.folder.directory }),
    };
  }
}
