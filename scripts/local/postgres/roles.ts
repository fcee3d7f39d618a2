import { join } from "node:path";
import postgres from "postgres";
import type { Passwords } from "./secrets.ts";

export type Role = keyof Passwords;
export type DatabaseUrls = Record<Role, string>;

const database = "tenantry";
const accounts: Record<Role, string> = {
  admin: "postgres",
  owner: "tenantry_owner",
  app: "tenantry_app",
  web: "tenantry_web",
  backup: "tenantry_backup",
};

export function databaseUrls(port: number, passwords: Passwords): DatabaseUrls {
  const url = (role: Role) => `postgres://${accounts[role]}:${passwords[role]}@127.0.0.1:${port}/${database}`;
  return {
    admin: url("admin"),
    owner: url("owner"),
    app: url("app"),
    web: url("web"),
    backup: url("backup"),
  };
}

/** Creates the database, the roles of scripts/bootstrap.sql and their passwords. Safe to repeat. */
export async function prepareDatabase(urls: DatabaseUrls, passwords: Passwords): Promise<void> {
  await asAdmin(maintenanceUrl(urls.admin), async (sql) => {
    const [existing] = await sql`select 1 from pg_database where datname = ${database}`;
    if (!existing) await sql.unsafe(`create database ${database}`);
  });
  await bootstrap(urls.admin);
  await asAdmin(urls.admin, async (sql) => {
    const roles = ["owner", "app", "web", "backup"] as const;
    await sql.unsafe(
      roles.map((role) => `alter role ${accounts[role]} password '${passwords[role]}'`).join(";\n"),
    );
  });
}

/**
 * Renames the database and creates an empty one in its place. Open connections are closed.
 * @returns the new name of the old database.
 */
export async function replaceDatabase(adminUrl: string): Promise<string> {
  const name = new URL(adminUrl).pathname.slice(1);
  const renamed = `${name}_replaced_${Date.now()}`.slice(-63);
  await asAdmin(maintenanceUrl(adminUrl), async (sql) => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
    await sql`alter database ${sql(name)} rename to ${sql(renamed)}`;
    await sql`create database ${sql(name)}`;
  });
  await bootstrap(adminUrl);
  return renamed;
}

async function bootstrap(adminUrl: string): Promise<void> {
  const text = await Bun.file(join(import.meta.dir, "../../bootstrap.sql")).text();
  await asAdmin(adminUrl, (sql) => sql.unsafe(text));
}

function maintenanceUrl(adminUrl: string): string {
  return adminUrl.replace(/\/[^/]*$/, "/postgres");
}

/** True when the server at this URL lets us in. */
export async function canConnect(url: string): Promise<boolean> {
  try {
    await asAdmin(url, (sql) => sql`select 1`);
    return true;
  } catch {
    return false;
  }
}

async function asAdmin(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, fetch_types: false, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
