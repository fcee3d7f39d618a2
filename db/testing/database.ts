import { join } from "node:path";
import postgres from "postgres";
import { provisionTenant } from "#db/directory/provision.ts";
import { tenantColumns } from "#db/directory/tenant-rows.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { createPool, type Pool, type PoolOptions } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { migrate } from "../migrate/migrate.ts";

export const testSealSecret = "a-seal-secret-for-tests-and-for-tests-alone";

/** For the few tests that observe a session from outside. */
export const throughPgBouncer = process.env.TEST_PGBOUNCER_ADDRESS !== undefined;

/** Who sets a database up: a superuser, or the administrator of a managed service, who may not revoke built-in functions. */
type Administrator = "superuser" | "managed";
const templates = { superuser: "tenantry_template", managed: "tenantry_template_managed" };
export const testPassword = "test";
const roles = ["tenantry_owner", "tenantry_app", "tenantry_web", "tenantry_backup"] as const;
type TestRole = (typeof roles)[number];

export type TestDatabase = {
  /** The URL of this database for a role or the administrator, never through PgBouncer. */
  url(role: TestRole | "admin"): string;
  /** A pool like the web process's, through PgBouncer if TEST_PGBOUNCER_ADDRESS is set. The caller closes it. */
  openPool(role: TestRole, options: Omit<PoolOptions, "url" | "pooler">): Pool;
  owner: postgres.Sql;
  /** A connection of the superuser, opened by its first query. */
  admin: postgres.Sql;
  appPool: Pool;
  webPool: Pool;
  acme: Tenant;
  globex: Tenant;
  /** Closes what this object opened and drops the database. Fails if a test left a connection open. */
  close(): Promise<void>;
};

/**
 * A migrated database for one test file, with the tenants acme and globex, copied from a template that the first caller
 * creates. TEST_DATABASE_ADMIN_URL is the URL of a superuser of a test cluster; the test command sets it. In a database that
 * was set up by "managed", tenantry_app may call every built-in function.
 * @param adminUrl that of a cluster of the test's own.
 */
export async function createTestDatabase(
  setUpBy: Administrator = "superuser",
  adminUrl = process.env.TEST_DATABASE_ADMIN_URL,
): Promise<TestDatabase> {
  if (!adminUrl)
    throw new Error("TEST_DATABASE_ADMIN_URL is not set: run the tests with `sh scripts/run test`.");
  const name = `test_${Bun.randomUUIDv7().replaceAll("-", "")}`;
  await asAdmin(adminUrl, async (admin) => {
    await ensureTemplate(admin, adminUrl, setUpBy);
    await admin.unsafe(`create database ${name} template ${templates[setUpBy]} owner ${ownerFor(setUpBy)}`);
  });
  // CREATE DATABASE does not copy rights on the template.
  await bootstrap(urlFor(adminUrl, name, "admin"), setUpBy);
  return open(adminUrl, name);
}

async function open(adminUrl: string, name: string): Promise<TestDatabase> {
  const url = (role: TestRole | "admin") => urlFor(adminUrl, name, role);
  const owner = connectAsOwner(url("tenantry_owner"), "test owner", 4);
  const admin = postgres(url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
  const openPool: TestDatabase["openPool"] = (role, options) =>
    createPool({ ...options, ...routeTo(url(role)) });
  const webPool = openPool("tenantry_web", { size: 2, applicationName: "test web" });
  const appPool = openPool("tenantry_app", { size: 4, applicationName: "test app", routing: webPool });
  const tenants = await owner<Tenant[]>`
    select ${tenantColumns(owner)} from public.tenants order by slug`;
  const [acme, globex] = tenants;
  if (!acme || !globex) throw new Error("The template has no acme or no globex");
  const close = async () => {
    await Promise.all([owner.end(), admin.end(), appPool.close(), webPool.close()]);
    // PgBouncer keeps its connections. Without it, an open connection is a bug in the test.
    const force = throughPgBouncer ? "with (force)" : "";
    await asAdmin(adminUrl, (sql) => sql.unsafe(`drop database ${name} ${force}`));
  };
  return { url, openPool, owner, admin, appPool, webPool, acme, globex, close };
}

function routeTo(url: string): Pick<PoolOptions, "url" | "pooler"> {
  const address = process.env.TEST_PGBOUNCER_ADDRESS;
  if (!address) return { url };
  return { url: Object.assign(new URL(url), { host: address }).href, pooler: "pgbouncer" };
}

async function ensureTemplate(admin: postgres.Sql, adminUrl: string, setUpBy: Administrator): Promise<void> {
  const template = templates[setUpBy];
  await admin`select pg_advisory_lock(1)`;
  const [existing] = await admin`select from pg_database where datname = ${template}`;
  if (!existing) {
    await admin.unsafe(`drop database if exists ${template}_new with (force)`);
    await createManager(admin);
    await admin.unsafe(`create database ${template}_new owner ${ownerFor(setUpBy)}`);
    await fillTemplate(adminUrl, `${template}_new`, setUpBy);
    await admin.unsafe(`alter database ${template}_new rename to ${template}`);
  }
  await admin`select pg_advisory_unlock(1)`;
}

const manager = "test_manager";

function ownerFor(setUpBy: Administrator): string {
  return setUpBy === "managed" ? manager : "default";
}

async function createManager(admin: postgres.Sql): Promise<void> {
  const [existing] = await admin`select from pg_roles where rolname = ${manager}`;
  if (!existing) await admin.unsafe(`create role ${manager} createrole`);
}

async function fillTemplate(adminUrl: string, name: string, setUpBy: Administrator): Promise<void> {
  await bootstrap(urlFor(adminUrl, name, "admin"), setUpBy);
  const ownerUrl = urlFor(adminUrl, name, "tenantry_owner");
  await migrate({ ownerUrl, sealSecret: testSealSecret });
  const owner = connectAsOwner(ownerUrl, "test template");
  for (const slug of ["acme", "globex"]) {
    await provisionTenant(owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
  }
  await owner.end();
}

/** Runs scripts/bootstrap.sql and gives every role the same password. */
async function bootstrap(url: string, setUpBy: Administrator): Promise<void> {
  const sql = await Bun.file(join(import.meta.dir, "../../scripts/bootstrap.sql")).text();
  await asAdmin(url, async (admin) => {
    // Roles belong to the cluster: concurrent test files must not create them concurrently.
    await admin`select pg_advisory_lock(2)`;
    if (setUpBy === "managed") await admin.unsafe(`set role ${manager}`);
    await admin.unsafe(sql);
    await admin`reset role`;
    for (const role of roles) await admin.unsafe(`alter role ${role} password '${testPassword}'`);
  });
}

async function asAdmin(url: string, fn: (admin: postgres.Sql) => Promise<unknown>): Promise<void> {
  const admin = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await fn(admin);
  } finally {
    await admin.end();
  }
}

function urlFor(adminUrl: string, database: string, role: TestRole | "admin"): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  if (role !== "admin") Object.assign(url, { username: role, password: testPassword });
  return url.href;
}
