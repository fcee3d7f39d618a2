import type postgres from "postgres";
import { migrate } from "#db/migrate/migrate.ts";
import { type Call, type Command, runCommand } from "./operator/command.ts";
import { assertDevelopment } from "./operator/refuse-production.ts";
import { plural } from "./operator/text.ts";
import { seedFleet } from "./seed/fleet.ts";
import { runWorkspaces } from "./seed.ts";

/** A transaction holds a lock on everything it drops, and the server's lock table is limited. */
const schemasPerDrop = 50;

export const reset: Command = {
  usage: "bun scripts/reset.ts [--yes] [--json]",
  about: `Empties a development database and fills it again: drops every tenant's schema and everything in public, migrates, and
seeds the workspaces of development or, without a Clerk, a few tenants that no one can sign in to. Clerk keeps its people and
organizations. Refused if anything looks like production.`,
  example: "bun scripts/reset.ts",
  options: { yes: { type: "boolean" } },
  connections: 4,
  onEmptyDatabase: true,
  async run(call) {
    const { sql, ownerUrl, sealSecret, source, confirm } = call;
    assertDevelopment(source);
    const schemas = await listSchemas(sql);
    const [database] = await sql<{ name: string }[]>`select current_database() as name`;
    const name = database?.name ?? "";
    await confirm(name, `Everything in the database ${name} at ${new URL(ownerUrl).host} will be deleted.`);
    await drop(sql, schemas);
    const { failed } = await migrate({ ownerUrl, sealSecret });
    const seeded = await seedAgain(call);
    const text = `${plural(schemas.length, "schema")} dropped, migrated, seeded:\n${seeded.join("\n")}`;
    return { text, json: { dropped: schemas.length, seeded }, code: failed.length > 0 ? 1 : 0 };
  },
};

/** The owner's schemas: every tenant's, `app` and `jobs`. */
async function listSchemas(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select quote_ident(nspname) as name from pg_catalog.pg_namespace
    where pg_catalog.pg_get_userbyid(nspowner) = current_user and nspname <> 'public' order by nspname <> 'app', nspname`;
  return rows.map(({ name }) => name);
}

/** Drops `app` first, so that no process enters a tenant any more. If interrupted, the next run continues. */
async function drop(sql: postgres.Sql, schemas: readonly string[]): Promise<void> {
  for (let start = 0; start < schemas.length; start += schemasPerDrop) {
    const part = schemas.slice(start, start + schemasPerDrop);
    await sql.unsafe(`set lock_timeout = '10s'; drop schema ${part.join(", ")} cascade`);
  }
  const tables = await sql<{ name: string }[]>`
    select quote_ident(relname) as name from pg_catalog.pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and pg_catalog.pg_get_userbyid(relowner) = current_user`;
  const names = tables.map(({ name }) => `public.${name}`);
  if (names.length > 0) await sql.unsafe(`drop table ${names.join(", ")} cascade`);
}

async function seedAgain(call: Call): Promise<string[]> {
  if (call.source.CLERK_SECRET_KEY) return (await runWorkspaces(call)).text.split("\n");
  const size = { tenants: 3, projects: 5, members: 5, tasks: 4 };
  const { tenants, projects } = await seedFleet(call, "tenantry", size, { concurrency: 3 });
  return [`${tenants} tenants, ${projects} projects`];
}

if (import.meta.main) await runCommand(reset);
